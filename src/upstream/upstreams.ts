import type { Account } from '../domain/account.ts';
import type { Provider } from '../providers/provider.ts';
import {
  connectUpstream,
  createUnconfiguredUpstream,
  type Upstream,
  type UpstreamOptions,
} from './upstream.ts';

/**
 * Every connection of the process: one for each provider and account. Different credentials never share a
 * connection, and so neither a limit nor a pause nor a breaker; equal ones always do, whoever brings them.
 */
export class Upstreams {
  readonly #options: UpstreamOptions;
  readonly #upstreams = new Map<string, Upstream>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** The connection as `account`, made on first use; a stand-in that always refuses when there is no account. */
  get(provider: Provider, account: Account | undefined): Upstream {
    const name = account === undefined ? provider.id : `${provider.id}:${account.fingerprint}`;
    const known = this.#upstreams.get(name);
    if (known !== undefined) return known;
    const made =
      account === undefined
        ? createUnconfiguredUpstream(provider)
        : connectUpstream(provider, account, this.#options);
    this.#upstreams.set(name, made);
    return made;
  }

  /** Every connection made so far. */
  all(): Iterable<Upstream> {
    return this.#upstreams.values();
  }

  close(): void {
    for (const connected of this.#upstreams.values()) connected.close();
  }
}
