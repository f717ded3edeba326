import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { ProviderError } from '../domain/errors.ts';
import type { Claim, FlightResult, SharedCache, SharedEntry } from './shared-cache.ts';

export interface LockedFetch<T> {
  /** Returns another replica's copy as a value; `undefined` when it is too old or cannot be parsed. */
  readonly accept: (copy: SharedEntry) => T | undefined;
  /** Sends the request to the provider. `waitedMs` is how long this fetch has waited for other replicas. */
  readonly fetch: (waitedMs: number) => Promise<{ readonly value: T; readonly result: FlightResult }>;
  /** Longest wait for the flights of other replicas, in milliseconds. */
  readonly maxWaitMs: number;
  /** Aborted when no reader waits for the value any more. */
  readonly signal: AbortSignalLike;
}

/**
 * One flight a key across replicas: takes another replica's copy, or waits for the flight that another replica holds, or
 * else fetches. A flight elsewhere that fails, or takes too long, is not waited for a second time.
 */
export async function fetchWithLock<T>(
  shared: SharedCache,
  key: string,
  lockedFetch: LockedFetch<T>,
): Promise<T> {
  const { accept, maxWaitMs, signal } = lockedFetch;
  const began = performance.now();
  const waitedMs = (): number => performance.now() - began;
  const stored = await shared.read(key);
  const storedValue = stored === null ? undefined : accept(stored);
  if (storedValue !== undefined) return storedValue;
  for (;;) {
    signal.throwIfAborted();
    const claim = await shared.claim(key);
    const claimed = claim.entry === null ? undefined : accept(claim.entry);
    if (claimed !== undefined) {
      if (claim.otherReleased === null) claim.release('abandoned');
      return claimed;
    }
    const mayFetch =
      claim.otherReleased === null || (await claim.otherReleased) === 'failed' || waitedMs() >= maxWaitMs;
    if (mayFetch) return fetchAndRelease(claim, () => lockedFetch.fetch(waitedMs()));
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
