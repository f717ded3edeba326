import { hostname } from 'node:os';
import { inspectAccessFiles } from '../access/access-files.ts';
import { type AccessOptions, isOpen } from '../access/access-options.ts';
import { validateOpenAccess } from '../access/open-access.ts';
import { type Account, createAccount } from '../domain/account.ts';
import { systemClock } from '../domain/clock.ts';
import type { UpstreamSettings } from '../domain/upstream-settings.ts';
import type { Provider } from '../providers/provider.ts';
import type { TracingOptions } from '../telemetry/tracing.ts';
import { readAccessConfig } from './access-config.ts';
import { type EndpointConfig, readEndpointConfig } from './endpoint-config.ts';
import { type EffectiveSettings, type Environment, EnvironmentReader } from './environment-reader.ts';
import { MEBIBYTE } from './mebibyte.ts';
import { type RecordingsConfig, readRecordingsConfig } from './recordings-config.ts';
import { type RedisConfig, readRedisConfig } from './redis-config.ts';
import { readSandbox } from './sandbox-config.ts';
import { readTracingConfig } from './tracing-config.ts';
import { findUnknownSettings } from './unknown-settings.ts';
import { readUpstreamSettings } from './upstream-config.ts';
import { VERSION } from './version.ts';

export type { Environment };

/** Levels that `LOG_LEVEL` may name, from the most verbose to the quietest. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting of the process, validated. */
export interface Config {
  /** This program's version. */
  readonly version: string;
  /** The name of this process among its replicas, for the log. */
  readonly replica: string;
  /** The settings as the process uses them, by name. A setting that may hold a secret is `set` or left out. */
  readonly effectiveSettings: EffectiveSettings;
  readonly host: string;
  readonly port: number;
  /** The server's own accounts, by provider id; a provider without an entry has no key. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Whether this process plays the providers itself, with invented calls. */
  readonly sandbox: boolean;
  /** The ways in which clients are authenticated. */
  readonly access: AccessOptions;
  /** Whether some clients bring provider accounts of their own, so that the server needs none. */
  readonly clientsHaveAccounts: boolean;
  readonly endpoint: EndpointConfig;
  readonly upstream: UpstreamSettings;
  readonly recordings: RecordingsConfig;
  readonly cacheMaxBytes: number;
  /** The Redis that replicas share; `null` for a server that shares nothing. */
  readonly sharedState: RedisConfig | null;
  /** Time for which new requests are still accepted after the signal to stop, in milliseconds. */
  readonly shutdownGraceMs: number;
  /** Longest time from the signal to stop until the process ends, in milliseconds. */
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
  /** The target to which traces are exported; `null` when nothing is traced. */
  readonly tracing: TracingOptions | null;
}

/** The settings are unusable. The message names every problem, so that one restart can fix all of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Switchboard cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads and validates the environment and the files that it names. An empty variable counts as unset. Throws
 * `ConfigError`.
 */
export function readConfig(environment: Environment, providers: readonly Provider[]): Config {
  const reader = new EnvironmentReader(environment);
  const host = reader.text('HOST') ?? '127.0.0.1';
  const accounts = readAccounts(reader, providers);
  const { access, clientsHaveAccounts, isUsable: isAccessUsable } = readAccess(reader, providers);
  const openAccess = validateOpenAccess({ host, hasProviderKeys: accounts.size > 0, access });
  if (openAccess !== null) reader.problems.push(openAccess);
  const config: Omit<Config, 'effectiveSettings'> = {
    version: VERSION,
    replica: reader.text('POD_NAME') ?? hostname(),
    host,
    port: reader.integer('PORT', { fallback: 4000, min: 0, max: 65_535 }),
    accounts,
    sandbox: readSandbox(reader, {
      host,
      keySettings: providers.map(keySetting),
      clientsHaveAccounts: isAccessUsable ? clientsHaveAccounts : null,
    }),
    access,
    clientsHaveAccounts,
    endpoint: readEndpointConfig(reader, { open: isOpen(access) }),
    upstream: readUpstreamSettings(reader, providers),
    recordings: readRecordingsConfig(reader),
    sharedState: readRedisConfig(reader),
    cacheMaxBytes: reader.integer('CACHE_MAX_MB', { fallback: 48, min: 1, max: 65_536 }) * MEBIBYTE,
    shutdownGraceMs: reader.integer('SHUTDOWN_GRACE_MS', { fallback: 1_000, min: 0, max: 60_000 }),
    shutdownTimeoutMs: reader.integer('SHUTDOWN_TIMEOUT_MS', { fallback: 15_000, min: 0, max: 300_000 }),
    logLevel: reader.word('LOG_LEVEL', LOG_LEVELS, 'info'),
    tracing: readTracingConfig(reader),
  };
  const { variables, settings } = reader;
  reader.problems.push(
    ...findUnknownSettings({ variables, settings, providerIds: providers.map(({ id }) => id) }),
  );
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return { ...config, effectiveSettings: { ...reader.effectiveSettings, HOST: host } };
}

/** The setting that holds a provider's key. */
const keySetting = ({ id }: Provider): string => `${id.toUpperCase()}_API_KEY`;

function readAccounts(
  reader: EnvironmentReader,
  providers: readonly Provider[],
): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const provider of providers) {
    const apiKey = reader.secret(keySetting(provider));
    const baseUrl = reader.baseUrl(`${provider.id.toUpperCase()}_BASE_URL`) ?? provider.baseUrl;
    if (apiKey !== null) accounts.set(provider.id, createAccount({ apiKey, baseUrl }));
  }
  return accounts;
}

/** Opens the files here as well as at the start, so that their problems are reported together with all others. */
function readAccess(
  reader: EnvironmentReader,
  providers: readonly Provider[],
): Pick<Config, 'access' | 'clientsHaveAccounts'> & { readonly isUsable: boolean } {
  const access = readAccessConfig(reader);
  const files = inspectAccessFiles(access, { logger: SILENT, clock: systemClock, providers });
  reader.problems.push(...files.problems);
  return { access, clientsHaveAccounts: files.hasAccounts, isUsable: files.problems.length === 0 };
}

const SILENT = { debug: () => {}, info: () => {}, error: () => {} };
