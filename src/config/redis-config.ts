import type { EnvironmentReader } from './environment-reader.ts';

/** The Redis through which replicas share their cache and their limits. */
export interface RedisConfig {
  /** Begins with redis:// or rediss://. May hold a password. */
  readonly url: string;
  /** Longest wait for one command, in milliseconds. */
  readonly timeoutMs: number;
  /** Every key decrypts, the first one encrypts. Without a key, entries are stored unencrypted. */
  readonly encryptionKeys: readonly Buffer[];
}

const KEY_BYTES = 32;

/** Reads the settings of the shared Redis; `null` when there is none. No problem repeats the URL, which may hold a password. */
export function readRedisConfig(reader: EnvironmentReader): RedisConfig | null {
  const url = reader.text('REDIS_URL');
  const timeoutMs = reader.integer('REDIS_TIMEOUT_MS', { fallback: 250, min: 10, max: 5_000 });
  const key = reader.binaryKey('CACHE_ENCRYPTION_KEY', KEY_BYTES);
  const previous = reader.binaryKey('CACHE_ENCRYPTION_KEY_PREVIOUS', KEY_BYTES);
  if (previous !== null && reader.text('CACHE_ENCRYPTION_KEY') === null) {
    reader.problems.push('CACHE_ENCRYPTION_KEY_PREVIOUS needs CACHE_ENCRYPTION_KEY beside it.');
  }
  if (url === null) return null;
  const problem = validateRedisUrl(url);
  if (problem !== null) reader.problems.push(`REDIS_URL ${problem}.`);
  return { url, timeoutMs, encryptionKeys: [key, previous].filter((each) => each !== null) };
}

/** The problem with `text` as the URL of a Redis, as the rest of a sentence; `null` when there is none. */
function validateRedisUrl(text: string): string | null {
  if (!URL.canParse(text)) return 'must be a URL such as redis://cache.example.com:6379';
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  if (protocol !== 'redis:' && protocol !== 'rediss:') return 'must begin with redis:// or rediss://';
  if (hostname === '') return 'must name a host';
  if (!/^\/?\d{0,5}$/.test(pathname)) return 'must end with the host, the port or a database number';
  return search === '' && hash === '' ? null : 'must not hold a query or a fragment';
}
