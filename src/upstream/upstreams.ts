import type { Account } from '../domain/account.ts';
import type { Provider } from '../providers/provider.ts';
import {
  connectUpstream,
  createUnconfiguredUpstream,
  type Upstream,
  type UpstreamOptions,
} from './upstream.ts';

/**
 * Every upstream of the process: one for each provider and account. Different credentials never share an upstream, and
 * so neither a limit nor a pause nor a circuit breaker; equal credentials always share one, whichever client has them.
 */
export class Upstreams {
  readonly #options: UpstreamOptions;
  readonly #upstreams = new Map<string, Upstream>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** The upstream of `provider` as `account`, created on first use; one that always rejects when there is no account. */
  get(provider: Provider, account: Account | undefined): Upstream {
    const name = account === undefined ? provider.id : `${provider.id}:${account.fingerprint}`;
    const known = this.#upstreams.get(name);
    if (known !== undefined) return known;
    const created =
      account === undefined
        ? createUnconfiguredUpstream(provider)
        : connectUpstream(provider, account, this.#options);
    this.#upstreams.set(name, created);
    return created;
  }

  close(): void {
    for (const upstream of this.#upstreams.values()) upstream.close();
  }
}
