import { type Account, createAccount, validateApiKey, validateBaseUrl } from '../domain/account.ts';
import { SCOPES, type Scope } from '../domain/scope.ts';
import { AccessConfigError } from './access-errors.ts';
import type { AccountProvider } from './dependencies.ts';
import type { Principal } from './principal.ts';
import { Problems } from './problems.ts';

/** The setting that names the file. */
export const TOKENS_FILE = 'ACCESS_TOKENS_FILE';

/** A client of the tokens file. */
export interface TokenEntry {
  readonly principal: Principal;
  /** SHA-256 of the token, in lower-case hexadecimal. */
  readonly digest: string;
  /** Expiry time in milliseconds since the epoch; `null` for a token that does not expire. */
  readonly expiresAt: number | null;
}

/**
 * Parses the tokens file: a JSON list with one member for each client. Throws `AccessConfigError` with every problem
 * and its place in the file. No problem repeats a value, because the value may be a misplaced secret.
 */
export function parseTokenFile(text: string, providers: readonly AccountProvider[]): readonly TokenEntry[] {
  let list: unknown;
  try {
    list = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new AccessConfigError([`${TOKENS_FILE} is not JSON.`]); // the parser's message would quote the file
  }
  if (!Array.isArray(list)) throw new AccessConfigError([`${TOKENS_FILE} must hold a JSON list of clients.`]);
  const problems = new Problems(TOKENS_FILE);
  const entries = list.map((item, index) => readEntry(item, `[${index}]`, providers, problems));
  findDuplicates(entries, problems);
  problems.throwAny();
  return entries;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const TOKEN_HASH = /^sha256:([0-9a-f]{64})$/i;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

const ENTRY_MEMBERS = ['name', 'tokenHash', 'scopes', 'providers', 'expiresAt', 'forwardsUsers'];

function readEntry(
  item: unknown,
  place: string,
  providers: readonly AccountProvider[],
  problems: Problems,
): TokenEntry {
  const entry = problems.record(item, place, ENTRY_MEMBERS);
  const { name, tokenHash, expiresAt, forwardsUsers = false } = entry;
  if (typeof name !== 'string' || !NAME.test(name))
    problems.add(`${place}.name`, 'must be 1 to 64 letters, digits, dots, hyphens and underscores');
  const digest = typeof tokenHash === 'string' ? TOKEN_HASH.exec(tokenHash)?.[1] : undefined;
  if (digest === undefined)
    problems.add(
      `${place}.tokenHash`,
      'must be `sha256:` and the 64 hexadecimal digits of the SHA-256 of the token, never the token itself',
    );
  const until = typeof expiresAt === 'string' && INSTANT.test(expiresAt) ? Date.parse(expiresAt) : Number.NaN;
  if (expiresAt !== undefined && Number.isNaN(until))
    problems.add(`${place}.expiresAt`, 'must be a time with its offset, such as 2027-01-31T00:00:00Z');
  if (typeof forwardsUsers !== 'boolean') problems.add(`${place}.forwardsUsers`, 'must be true or false');
  return {
    principal: {
      name: String(name),
      scopes: readScopes(entry['scopes'], `${place}.scopes`, problems),
      accounts: readAccounts(entry['providers'], `${place}.providers`, providers, problems),
      ...(forwardsUsers === true && { forwardsUsers }),
    },
    digest: (digest ?? '').toLowerCase(),
    expiresAt: expiresAt === undefined ? null : until,
  };
}

function readScopes(value: unknown, place: string, problems: Problems): ReadonlySet<Scope> {
  const known: readonly unknown[] = SCOPES;
  if (!Array.isArray(value) || !value.every((scope) => known.includes(scope))) {
    problems.add(place, `must be a list of scopes; the scopes are ${SCOPES.join(', ')}`);
    return new Set();
  }
  return new Set(value as Scope[]);
}

function readAccounts(
  value: unknown,
  place: string,
  providers: readonly AccountProvider[],
  problems: Problems,
): ReadonlyMap<string, Account> | null {
  if (value === undefined) return null;
  const ids = providers.map(({ id }) => id);
  const given = problems.record(value, place, ids);
  const accounts = new Map<string, Account>();
  for (const { id, baseUrl } of providers) {
    if (given[id] === undefined) continue;
    const account = problems.record(given[id], `${place}.${id}`, ['apiKey', 'baseUrl']);
    const own = account['baseUrl'] ?? baseUrl;
    const apiKey = problems.text(account['apiKey'], `${place}.${id}.apiKey`, validateApiKey);
    const serverUrl = problems.text(own, `${place}.${id}.baseUrl`, validateBaseUrl).replace(/\/+$/, '');
    accounts.set(id, createAccount({ apiKey, baseUrl: serverUrl }));
  }
  return accounts;
}

/** Adds a problem for each repeated name, which logs could not tell apart, and for each repeated token, which identifies two clients. */
function findDuplicates(entries: readonly TokenEntry[], problems: Problems): void {
  const names = new Set<string>();
  const digests = new Set<string>();
  for (const [index, { principal, digest }] of entries.entries()) {
    if (names.has(principal.name)) problems.add(`[${index}].name`, 'is the name of an earlier client');
    if (digest !== '' && digests.has(digest))
      problems.add(`[${index}].tokenHash`, 'is the hash of an earlier client');
    names.add(principal.name);
    digests.add(digest);
  }
}
