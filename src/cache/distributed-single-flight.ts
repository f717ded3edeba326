import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { ProviderError } from '../domain/errors.ts';
import type { Claim, FlightResult, SharedCache, SharedEntry } from './shared-cache.ts';

export interface LockedFetch<T> {
  /** Makes use of another replica's copy; `undefined` when it is too old or cannot be read. */
  readonly accept: (copy: SharedEntry) => T | undefined;
  /** Asks the provider. `waitedMs` is what the wait for other replicas has taken. */
  readonly fetch: (waitedMs: number) => Promise<{ readonly value: T; readonly result: FlightResult }>;
  /** Longest wait for the flights of other replicas. */
  readonly maxWaitMs: number;
  /** Aborted when nobody waits for the value any more. */
  readonly signal: AbortSignalLike;
}

/**
 * One flight a key across replicas: takes another replica's copy, or waits for the flight that another has under way,
 * or else fetches. A flight elsewhere that fails, or takes too long, is not waited for a second time.
 */
export async function fetchWithLock<T>(shared: SharedCache, key: string, flight: LockedFetch<T>): Promise<T> {
  const { accept, maxWaitMs, signal } = flight;
  const began = performance.now();
  const waitedMs = (): number => performance.now() - began;
  const early = await shared.read(key);
  const known = early === null ? undefined : accept(early);
  if (known !== undefined) return known;
  for (;;) {
    signal.throwIfAborted();
    const claim = await shared.claim(key);
    const landed = claim.entry === null ? undefined : accept(claim.entry);
    if (landed !== undefined) {
      if (claim.otherReleased === null) claim.release('abandoned');
      return landed;
    }
    const mayFetch =
      claim.otherReleased === null || (await claim.otherReleased) === 'failed' || waitedMs() >= maxWaitMs;
    if (mayFetch) return fetchAndRelease(claim, () => flight.fetch(waitedMs()));
  }
}

async function fetchAndRelease<T>(
  claim: Claim,
  fetch: () => Promise<{ readonly value: T; readonly result: FlightResult }>,
): Promise<T> {
  try {
    const { value, result } = await fetch();
    claim.release(result);
    return value;
  } catch (error) {
    claim.release(error instanceof ProviderError ? 'failed' : 'abandoned');
    throw error;
  }
}
