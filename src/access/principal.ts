import type { Account } from '../domain/account.ts';
import { ALL_SCOPES, type Scope } from '../domain/scope.ts';

/** An authenticated client, and what it may read. */
export interface Principal {
  /** A name for logs and limits. Never a secret. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The client's own provider accounts, by provider id. They replace all accounts of the server; `null` uses the server's. */
  readonly accounts: ReadonlyMap<string, Account> | null;
  /** Whether the client is trusted to name the user behind each request, for limits per user. Default: false. */
  readonly forwardsUsers?: boolean;
}

/** Every client of a server without access control. */
export const ANONYMOUS: Principal = { name: 'anonymous', scopes: ALL_SCOPES, accounts: null };
