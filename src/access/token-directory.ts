import { timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Unauthenticated } from '../domain/errors.ts';
import type { AccessDependencies } from './dependencies.ts';
import { followFile } from './follow-file.ts';
import type { Principal } from './principal.ts';
import { parseTokenFile, TOKENS_FILE, type TokenEntry } from './token-file.ts';
import { digestOf } from './token-hash.ts';

/** The clients of a tokens file, by token. */
export interface TokenDirectory {
  /** Whose token it is. Throws `Unauthenticated` for one that is unknown or past its time. */
  find(token: string): Principal;
  /** Whether the file still knows `principal`, unchanged and within its time. */
  isCurrent(principal: Principal): boolean;
  /** Whether any client has provider accounts of its own. */
  hasAccounts(): boolean;
}

const MAX_FILE_BYTES = 4 * 1_048_576;

/** Opens a tokens file, and follows it from then on. Throws `UnusableAccess`. */
export function createTokenDirectory(path: string, dependencies: AccessDependencies): TokenDirectory {
  const { clock, logger, providers } = dependencies;
  const file = followFile<Clients>({
    path,
    setting: TOKENS_FILE,
    maxBytes: MAX_FILE_BYTES,
    logger,
    clock,
    parse: (text, previous) => indexClients(parseTokenFile(text, providers), previous),
  });
  const isPast = ({ expiresAt }: TokenEntry): boolean => expiresAt !== null && clock.now() >= expiresAt;

  return {
    find(token) {
      const digest = digestOf(token);
      const entry = file.current().byDigest.get(digest);
      if (entry === undefined || !isSame(entry.digest, digest))
        throw new Unauthenticated('This server does not know the token. Ask its operator for one.');
      if (isPast(entry))
        throw new Unauthenticated('The token has expired. Ask the server’s operator for a new one.');
      return entry.principal;
    },
    isCurrent(principal) {
      const entry = file.current().byName.get(principal.name);
      return entry !== undefined && entry.principal === principal && !isPast(entry);
    },
    hasAccounts: () =>
      [...file.current().byName.values()].some(({ principal }) => (principal.accounts?.size ?? 0) > 0),
  };
}

interface Clients {
  readonly byDigest: ReadonlyMap<string, TokenEntry>;
  readonly byName: ReadonlyMap<string, TokenEntry>;
}

/** A client that did not change keeps its principal, so that the principal tells whether the client changed. */
function indexClients(entries: readonly TokenEntry[], previous: Clients | null): Clients {
  const kept = entries.map((entry) => {
    const before = previous?.byName.get(entry.principal.name);
    return before !== undefined && isDeepStrictEqual(before, entry) ? before : entry;
  });
  return {
    byDigest: new Map(kept.map((entry) => [entry.digest, entry])),
    byName: new Map(kept.map((entry) => [entry.principal.name, entry])),
  };
}

/**
 * In constant time. The look-up before it is not, and need not be: what it compares is the digest of what was sent,
 * whose beginning a stranger cannot choose without trying 2^n tokens for n bits of it. Were a whole digest learnt
 * that way all the same, it would not open anything, for the token behind it has 256 bits of chance.
 */
const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
