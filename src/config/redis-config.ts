import type { EnvironmentReader } from './environment-reader.ts';

/** Where replicas share their cache and their limits. */
export interface RedisConfig {
  /** Begins with redis:// or rediss://. May hold a password. */
  readonly url: string;
  /** Longest wait for one command. */
  readonly timeoutMs: number;
  /** Those to read with; the first is the one to write with. None: entries stand in the clear. */
  readonly encryptionKeys: readonly Buffer[];
}

const KEY_BYTES = 32;

/** Reads the settings of what replicas share; `null` when they share nothing. No problem repeats the address, which may hold a password. */
export function readRedisConfig(reader: EnvironmentReader): RedisConfig | null {
  const url = reader.text('REDIS_URL');
  const timeoutMs = reader.integer('REDIS_TIMEOUT_MS', { fallback: 250, min: 10, max: 5_000 });
  const key = reader.binaryKey('CACHE_ENCRYPTION_KEY', KEY_BYTES);
  const previous = reader.binaryKey('CACHE_ENCRYPTION_KEY_PREVIOUS', KEY_BYTES);
  if (previous !== null && reader.text('CACHE_ENCRYPTION_KEY') === null) {
    reader.problems.push('CACHE_ENCRYPTION_KEY_PREVIOUS is of use only beside CACHE_ENCRYPTION_KEY.');
  }
  if (url === null) return null;
  const fault = validateRedisUrl(url);
  if (fault !== null) reader.problems.push(`REDIS_URL ${fault}.`);
  return { url, timeoutMs, encryptionKeys: [key, previous].filter((each) => each !== null) };
}

/** What keeps `text` from being the address of a Redis, as the rest of a sentence; `null` when nothing does. */
function validateRedisUrl(text: string): string | null {
  if (!URL.canParse(text)) return 'must be an address such as redis://cache.example.com:6379';
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  if (protocol !== 'redis:' && protocol !== 'rediss:') return 'must begin with redis:// or rediss://';
  if (hostname === '') return 'must name a host';
  if (!/^\/?\d{0,5}$/.test(pathname)) return 'must end with the host, the port, or the number of a database';
  return search === '' && hash === '' ? null : 'must not hold a query or a fragment';
}
