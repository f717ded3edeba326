import type { Account } from '../domain/account.ts';
import type { Provider } from '../providers/provider.ts';
import {
  connectUpstream,
  createUnconfiguredUpstream,
  type Upstream,
  type UpstreamOptions,
} from './upstream.ts';

/** Interval between looks at whether an upstream that is to be closed has become idle. */
const IDLE_CHECK_MS = 1_000;

/**
 * All upstreams of the process: one for each provider and account. Different accounts never share an upstream, and so
 * share no limit, pause or breaker. Equal accounts always share one, whichever client brings them.
 */
export class Upstreams {
  readonly #options: UpstreamOptions;
  /** By the account's fingerprint, which is empty for providers without an account, then by provider id. */
  readonly #byAccount = new Map<string, Map<string, Upstream>>();
  readonly #closing = new Set<Upstream>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** The upstream of `account`, created on first use. Without an account, an upstream that rejects every read. */
  get(provider: Provider, account: Account | undefined): Upstream {
    const fingerprint = account?.fingerprint ?? '';
    let upstreams = this.#byAccount.get(fingerprint);
    if (upstreams === undefined) {
      upstreams = new Map();
      this.#byAccount.set(fingerprint, upstreams);
    }
    const known = upstreams.get(provider.id);
    if (known !== undefined) return known;
    const created =
      account === undefined
        ? createUnconfiguredUpstream(provider)
        : connectUpstream(provider, account, this.#options);
    upstreams.set(provider.id, created);
    return created;
  }

  /** Keeps the upstreams of `accounts` only. All others are forgotten now, and closed once no request of theirs is left. */
  retain(accounts: Iterable<Account>): void {
    const retained = new Set(['', ...Array.from(accounts, ({ fingerprint }) => fingerprint)]);
    for (const [fingerprint, upstreams] of this.#byAccount) {
      if (retained.has(fingerprint)) continue;
      this.#byAccount.delete(fingerprint);
      for (const upstream of upstreams.values()) this.#closeWhenIdle(upstream);
    }
  }

  close(): void {
    for (const upstreams of this.#byAccount.values())
      for (const upstream of upstreams.values()) upstream.close();
    for (const upstream of this.#closing) upstream.close();
  }

  #closeWhenIdle(upstream: Upstream): void {
    const { inFlight, queued } = upstream.status();
    if (inFlight + queued === 0) {
      this.#closing.delete(upstream);
      upstream.close();
    } else {
      this.#closing.add(upstream);
      setTimeout(() => this.#closeWhenIdle(upstream), IDLE_CHECK_MS).unref();
    }
  }
}
