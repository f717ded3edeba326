import type { UpstreamSettings } from '../domain/upstream-settings.ts';
import type { Provider } from '../providers/provider.ts';
import type { EnvironmentReader } from './environment-reader.ts';
import { MEBIBYTE } from './mebibyte.ts';

/** Reads the settings for requests to providers. */
export function readUpstreamSettings(
  reader: EnvironmentReader,
  providers: readonly Provider[],
): UpstreamSettings {
  const deadlineMs = reader.integer('UPSTREAM_DEADLINE_MS', { fallback: 10_000, min: 50, max: 120_000 });
  return {
    deadlineMs,
    perTryTimeoutMs: reader.integer('UPSTREAM_TIMEOUT_MS', {
      fallback: Math.min(5_000, deadlineMs),
      min: 50,
      max: 120_000,
    }),
    retries: reader.integer('UPSTREAM_RETRIES', { fallback: 2, min: 0, max: 10 }),
    maxQueued: reader.integer('UPSTREAM_MAX_QUEUED', { fallback: 1_000, min: 1, max: 100_000 }),
    requestsPerSecond: readPerProvider(reader, providers, 'REQUESTS_PER_SECOND'),
    concurrency: readPerProvider(reader, providers, 'CONCURRENCY'),
    maxBodyBytes: reader.integer('UPSTREAM_MAX_BODY_MB', { fallback: 8, min: 1, max: 512 }) * MEBIBYTE,
  };
}

/** The values of `<PROVIDER>_<setting>`, by provider id. */
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
