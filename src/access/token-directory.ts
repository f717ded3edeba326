import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../domain/account.ts';
import { Unauthenticated } from '../domain/errors.ts';
import type { AccessDependencies } from './dependencies.ts';
import { followAccessFile } from './follow-access-file.ts';
import type { Principal } from './principal.ts';
import { parseTokenFile, TOKENS_FILE, type TokenEntry } from './token-file.ts';
import { digestOf } from './token-hash.ts';

/** The clients of the tokens file. */
export interface TokenDirectory {
  /** The client that `token` belongs to. Throws `Unauthenticated` for an unknown or expired token. */
  find(token: string): Principal;
  /** Whether the file still has `principal`, unchanged and not expired. */
  isCurrent(principal: Principal): boolean;
  /** Whether any client has a provider account of its own. */
  hasAccounts(): boolean;
}

const MAX_FILE_BYTES = 4 * 1_048_576;

/** Opens the tokens file, and follows it from then on. Throws `AccessConfigError`. */
export function createTokenDirectory(path: string, dependencies: AccessDependencies): TokenDirectory {
  const { clock, logger, providers, onAccountsChange } = dependencies;
  const file = followAccessFile<Clients>({
    path,
    setting: TOKENS_FILE,
    maxBytes: MAX_FILE_BYTES,
    logger,
    clock,
    parse: (text, previous) => indexClients(parseTokenFile(text, providers), previous),
    onChange: (clients) => onAccountsChange?.(accountsOf(clients)),
  });
  onAccountsChange?.(accountsOf(file.current()));
  const isExpired = ({ expiresAt }: TokenEntry): boolean => expiresAt !== null && clock.now() >= expiresAt;

  return {
    find(token) {
      const entry = file.current().byDigest.get(digestOf(token));
      if (entry === undefined)
        throw new Unauthenticated(
          'This server does not know the token. Ask its operator for one.',
          'TOKEN_UNKNOWN',
        );
      if (isExpired(entry))
        throw new Unauthenticated(
          'The token has expired. Ask the operator of this server for a new one.',
          'TOKEN_EXPIRED',
        );
      return entry.principal;
    },
    isCurrent(principal) {
      const entry = file.current().byName.get(principal.name);
      return entry !== undefined && entry.principal === principal && !isExpired(entry);
    },
    hasAccounts: () => accountsOf(file.current()).length > 0,
  };
}

interface Clients {
  /**
   * A look-up is not constant-time and need not be: it compares the digest of the sent token, and an attacker has to try 2^n
   * tokens to choose n bits of a digest. Even a whole digest learnt that way would open nothing, because the token behind
   * it has 256 random bits.
   */
  readonly byDigest: ReadonlyMap<string, TokenEntry>;
  readonly byName: ReadonlyMap<string, TokenEntry>;
}

const accountsOf = ({ byName }: Clients): readonly Account[] =>
  [...byName.values()].flatMap(({ principal }) => [...(principal.accounts?.values() ?? [])]);

/** A client that did not change keeps its principal object, so a new object means a changed client. */
function indexClients(entries: readonly TokenEntry[], previous: Clients | null): Clients {
  const kept = entries.map((entry) => {
    const last = previous?.byName.get(entry.principal.name);
    return last !== undefined && isDeepStrictEqual(last, entry) ? last : entry;
  });
  return {
    byDigest: new Map(kept.map((entry) => [entry.digest, entry])),
    byName: new Map(kept.map((entry) => [entry.principal.name, entry])),
  };
}
