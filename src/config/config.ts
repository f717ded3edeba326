import { inspectAccessFiles } from '../access/access-files.ts';
import { type AccessOptions, isOpen, readAccessOptions } from '../access/access-options.ts';
import { validateOpenAccess } from '../access/open-access.ts';
import { type Account, createAccount } from '../domain/account.ts';
import { systemClock } from '../domain/clock.ts';
import type { Provider } from '../providers/provider.ts';
import type { TracingOptions } from '../telemetry/tracing.ts';
import { type EndpointConfig, readEndpointConfig } from './endpoint-config.ts';
import { type Environment, EnvironmentReader } from './environment-reader.ts';
import { type RedisConfig, readRedisConfig } from './redis-config.ts';
import { readTracingConfig } from './tracing-config.ts';

export type { Environment };

/** Levels that `LOG_LEVEL` may name, quietest last. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting of the process, checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** By provider id; a provider without an entry has no key. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Who may ask. */
  readonly access: AccessOptions;
  /** Whether some clients bring provider accounts of their own, so that the server needs none. */
  readonly clientsHaveAccounts: boolean;
  readonly endpoint: EndpointConfig;
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
  /** What replicas share; `null` when there is no Redis. */
  readonly sharedState: RedisConfig | null;
  /** Bytes of a provider's answer, decompressed. */
  readonly maxBodyBytes: number;
  /** How long new requests are still taken once the process was told to stop. */
  readonly shutdownGraceMs: number;
  /** How long it may take to stop, all in all. */
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
  /** Where traces go; `null` when nothing is traced. */
  readonly tracing: TracingOptions | null;
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

const MEBIBYTE = 1_048_576;

/** Reads and checks the environment, and the files that it names; an empty variable counts as unset. Throws `ConfigError`. */
export function readConfig(environment: Environment, providers: readonly Provider[]): Config {
  const reader = new EnvironmentReader(environment);
  const host = reader.text('HOST') ?? '127.0.0.1';
  const accounts = readAccounts(reader, providers);
  const { access, clientsHaveAccounts } = readAccess(environment, reader, providers);
  const openAccess = validateOpenAccess({ host, hasProviderKeys: accounts.size > 0, access });
  if (openAccess !== null) reader.problems.push(openAccess);
  const upstreamDeadlineMs = reader.integer('UPSTREAM_DEADLINE_MS', {
    fallback: 10_000,
    min: 50,
    max: 120_000,
  });
  const config: Config = {
    host,
    port: reader.integer('PORT', { fallback: 4000, min: 0, max: 65_535 }),
    accounts,
    access,
    clientsHaveAccounts,
    endpoint: readEndpointConfig(reader, { open: isOpen(access) }),
    upstreamDeadlineMs,
    upstreamTimeoutMs: reader.integer('UPSTREAM_TIMEOUT_MS', {
      fallback: Math.min(5_000, upstreamDeadlineMs),
      min: 50,
      max: 120_000,
    }),
    upstreamRetries: reader.integer('UPSTREAM_RETRIES', { fallback: 2, min: 0, max: 10 }),
    upstreamMaxQueued: reader.integer('UPSTREAM_MAX_QUEUED', { fallback: 1_000, min: 1, max: 100_000 }),
    requestsPerSecond: readPerProvider(reader, providers, 'REQUESTS_PER_SECOND'),
    concurrency: readPerProvider(reader, providers, 'CONCURRENCY'),
    cacheMaxBytes: reader.integer('CACHE_MAX_MB', { fallback: 48, min: 1, max: 65_536 }) * MEBIBYTE,
    sharedState: readRedisConfig(reader),
    maxBodyBytes: reader.integer('UPSTREAM_MAX_BODY_MB', { fallback: 8, min: 1, max: 512 }) * MEBIBYTE,
    shutdownGraceMs: reader.integer('SHUTDOWN_GRACE_MS', { fallback: 1_000, min: 0, max: 60_000 }),
    shutdownTimeoutMs: reader.integer('SHUTDOWN_TIMEOUT_MS', { fallback: 15_000, min: 0, max: 300_000 }),
    logLevel: reader.word('LOG_LEVEL', LOG_LEVELS, 'info'),
    tracing: readTracingConfig(reader),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

function readAccounts(
  reader: EnvironmentReader,
  providers: readonly Provider[],
): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const provider of providers) {
    const prefix = provider.id.toUpperCase();
    const apiKey = reader.secret(`${prefix}_API_KEY`);
    const baseUrl = reader.baseUrl(`${prefix}_BASE_URL`) ?? provider.baseUrl;
    if (apiKey !== null) accounts.set(provider.id, createAccount({ apiKey, baseUrl }));
  }
  return accounts;
}

/** Files are opened here as well as at the start, so that their problems are named together with all others. */
function readAccess(
  environment: Environment,
  reader: EnvironmentReader,
  providers: readonly Provider[],
): Pick<Config, 'access' | 'clientsHaveAccounts'> {
  const { options: access, problems } = readAccessOptions(environment);
  const files = inspectAccessFiles(access, { logger: SILENT, clock: systemClock, providers });
  reader.problems.push(...problems, ...files.problems);
  return { access, clientsHaveAccounts: files.hasAccounts };
}

const SILENT = { debug: () => {}, info: () => {}, error: () => {} };

function readPerProvider(
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
