import type { Account } from '../domain/account.ts';
import { ALL_SCOPES, type Scope } from '../domain/scope.ts';

/** Who is asking, and what they may see. */
export interface Principal {
  /** A name for logs and limits; never a secret. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The client's own provider accounts by provider id, which replace the server's one and all; `null` for the server's. */
  readonly accounts: ReadonlyMap<string, Account> | null;
}

/** Whoever asks a server that has no access control. */
export const ANYONE: Principal = { name: 'anyone', scopes: ALL_SCOPES, accounts: null };
