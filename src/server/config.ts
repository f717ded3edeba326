import type { Account } from '../http/provider-client.ts';
import type { Provider } from '../providers/provider.ts';

/** Levels that `LOG_LEVEL` may name, quietest last. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting of the process, checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** By provider id; a provider without an entry has no key. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Longest wait for one call, repeats included. */
  readonly upstreamDeadlineMs: number;
  /** Longest single attempt. */
  readonly upstreamTimeoutMs: number;
  readonly upstreamRetries: number;
  readonly upstreamMaxQueued: number;
  /** By provider id: requests a second, and requests at once. Absent where not set. */
  readonly requestsPerSecond: ReadonlyMap<string, number>;
  readonly concurrency: ReadonlyMap<string, number>;
  readonly cacheMaxBytes: number;
  readonly maxBodyBytes: number;
  /** How long new requests are still taken once the process was told to stop. */
  readonly shutdownGraceMs: number;
  /** How long it may take to stop, all in all. */
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
}

/** The settings are unusable. The message names every problem, so that one restart mends them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Switchboard cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the environment; an empty variable counts as unset. Throws `ConfigError`. */
export function readConfig(environment: Environment, providers: readonly Provider[]): Config {
  const reader = new EnvironmentReader(environment);
  const upstreamDeadlineMs = reader.integer('UPSTREAM_DEADLINE_MS', {
    fallback: 10_000,
    min: 50,
    max: 120_000,
  });
  const config: Config = {
    host: reader.text('HOST') ?? '127.0.0.1',
    port: reader.integer('PORT', { fallback: 4000, min: 0, max: 65_535 }),
    accounts: readAccounts(reader, providers),
    upstreamDeadlineMs,
    upstreamTimeoutMs: reader.integer('UPSTREAM_TIMEOUT_MS', {
      fallback: Math.min(5_000, upstreamDeadlineMs),
      min: 50,
      max: 120_000,
    }),
    upstreamRetries: reader.integer('UPSTREAM_RETRIES', { fallback: 2, min: 0, max: 10 }),
    upstreamMaxQueued: reader.integer('UPSTREAM_MAX_QUEUED', { fallback: 1_000, min: 1, max: 100_000 }),
    requestsPerSecond: readLimits(reader, providers, 'REQUESTS_PER_SECOND'),
    concurrency: readLimits(reader, providers, 'CONCURRENCY'),
    cacheMaxBytes: reader.integer('CACHE_MAX_MB', { fallback: 64, min: 1, max: 65_536 }) * MEBIBYTE,
    maxBodyBytes: reader.integer('UPSTREAM_MAX_BODY_MB', { fallback: 8, min: 1, max: 512 }) * MEBIBYTE,
    shutdownGraceMs: reader.integer('SHUTDOWN_GRACE_MS', { fallback: 1_000, min: 0, max: 60_000 }),
    shutdownTimeoutMs: reader.integer('SHUTDOWN_TIMEOUT_MS', { fallback: 15_000, min: 0, max: 300_000 }),
    logLevel: reader.word('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

const MEBIBYTE = 1_048_576;

function readAccounts(
  reader: EnvironmentReader,
  providers: readonly Provider[],
): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const provider of providers) {
    const prefix = provider.id.toUpperCase();
    const apiKey = reader.secret(`${prefix}_API_KEY`);
    const baseUrl = reader.baseUrl(`${prefix}_BASE_URL`) ?? provider.baseUrl;
    if (apiKey !== null) accounts.set(provider.id, { apiKey, baseUrl });
  }
  return accounts;
}

function readLimits(
  reader: EnvironmentReader,
  providers: readonly Provider[],
  setting: string,
): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { id } of providers) {
    const name = `${id.toUpperCase()}_${setting}`;
    if (reader.text(name) !== null)
      limits.set(id, reader.integer(name, { fallback: 1, min: 1, max: 10_000 }));
  }
  return limits;
}

/** Reads variables one by one and collects what is wrong with them. No problem repeats a secret's value. */
class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | null {
    const value = this.#environment[name]?.trim();
    return value ? value : null;
  }

  integer(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const text = this.text(name);
    if (text === null) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.problems.push(`${name} must be a whole number from ${min} to ${max}; it is "${text.slice(0, 40)}".`);
    return fallback;
  }

  word<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return fallback;
    const word = words.find((each) => each === text);
    if (word === undefined)
      this.problems.push(`${name} must be one of ${words.join(', ')}; it is "${text.slice(0, 40)}".`);
    return word ?? fallback;
  }

  secret(name: string): string | null {
    const text = this.text(name);
    if (text === null || /^[\x21-\x7e]+$/.test(text)) return text;
    this.problems.push(
      `${name} holds a character that no key can have: a space, a line break or a letter beyond ASCII.`,
    );
    return null;
  }

  /** Without a trailing slash. Plain http is for servers on this machine: elsewhere it would show the key to the network. */
  baseUrl(name: string): string | null {
    const text = this.text(name);
    if (text === null) return null;
    const fault = faultOfBaseUrl(text);
    if (fault !== null) this.problems.push(`${name} ${fault}.`);
    return text.replace(/\/+$/, '');
  }
}

function faultOfBaseUrl(text: string): string | null {
  if (!URL.canParse(text)) return 'must be an absolute address, such as https://api.example.com';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (/[?#]/.test(text)) return 'must not hold a query or a fragment';
  if (url.protocol === 'https:') return null;
  if (url.protocol !== 'http:') return 'must begin with https://';
  return isLoopback(url.hostname)
    ? null
    : 'must begin with https://; plain http is accepted for loopback addresses only';
}

/** True for names and addresses that never leave this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  hostname === '::1' ||
  /^127(?:\.\d{1,3}){3}$/.test(hostname);
