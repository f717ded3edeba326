import type { FetchedValue } from '../domain/fetched-value.ts';
import type { Lifetime } from '../domain/freshness.ts';
import type { FlightResult } from './shared-cache.ts';

/** The result of a flight for other replicas, which need the body: a value without one cannot be shared. */
export function toFlightResult(fetched: FetchedValue<object>, lifetime: Lifetime): FlightResult {
  const { value, body, fetchedAtMs } = fetched;
  if (value !== null && body === null) return 'abandoned';
  const { freshMs, revalidateMs, usableMs } = lifetime;
  return { copy: { body, fetchedAtMs }, ttlMs: Math.max(freshMs, revalidateMs, usableMs) };
}
