import type { Account } from '../http/provider-client.ts';
import type { Provider } from '../providers/provider.ts';
import { fingerprintOf } from './call-source.ts';
import {
  type ConnectedProvider,
  connectProvider,
  standIn,
  type UpstreamOptions,
} from './connect-provider.ts';

/**
 * Every connection of the process: one for each provider and account. Different credentials never share a
 * connection, and so neither a limit nor a pause nor a breaker; equal ones always do, whoever brings them.
 */
export class Connections {
  readonly #options: UpstreamOptions;
  readonly #connected = new Map<string, ConnectedProvider>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** The connection as `account`, made on first use; a stand-in that always refuses when there is no account. */
  get(provider: Provider, account: Account | undefined): ConnectedProvider {
    const name = account === undefined ? provider.id : `${provider.id}:${fingerprintOf(account)}`;
    const known = this.#connected.get(name);
    if (known !== undefined) return known;
    const made =
      account === undefined ? standIn(provider) : connectProvider(provider, account, this.#options);
    this.#connected.set(name, made);
    return made;
  }

  /** Every connection made so far. */
  all(): Iterable<ConnectedProvider> {
    return this.#connected.values();
  }

  close(): void {
    for (const connected of this.#connected.values()) connected.close();
  }
}
