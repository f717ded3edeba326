import type { Cancellation } from '../domain/cancellation.ts';
import { ProviderError } from '../domain/errors.ts';
import type { Claim, Landing, SharedCache, SharedCopy } from './shared-cache.ts';

export interface SharedFlight<T> {
  /** Makes use of another replica's copy; `undefined` when it is too old or cannot be read. */
  readonly accept: (copy: SharedCopy) => T | undefined;
  /** Asks the provider. `waitedMs` is what the wait for other replicas has taken. */
  readonly fetch: (waitedMs: number) => Promise<{ readonly value: T; readonly landing: Landing }>;
  /** Longest wait for the flights of other replicas. */
  readonly patienceMs: number;
  /** Aborted when nobody waits for the value any more. */
  readonly signal: Cancellation;
}

/**
 * One flight a key across replicas: takes another replica's copy, or waits for the flight that another has under way,
 * or else fetches. A flight elsewhere that fails, or takes too long, is not waited for a second time.
 */
export async function flyTogether<T>(shared: SharedCache, key: string, flight: SharedFlight<T>): Promise<T> {
  const { accept, patienceMs, signal } = flight;
  const began = performance.now();
  const waitedMs = (): number => performance.now() - began;
  const early = await shared.read(key);
  const known = early === null ? undefined : accept(early);
  if (known !== undefined) return known;
  for (;;) {
    signal.throwIfAborted();
    const claim = await shared.claim(key);
    const landed = claim.copy === null ? undefined : accept(claim.copy);
    if (landed !== undefined) {
      if (claim.released === null) claim.land('abandoned');
      return landed;
    }
    const mayFetch =
      claim.released === null || (await claim.released) === 'failed' || waitedMs() >= patienceMs;
    if (mayFetch) return fetchAndLand(claim, () => flight.fetch(waitedMs()));
  }
}

async function fetchAndLand<T>(
  claim: Claim,
  fetch: () => Promise<{ readonly value: T; readonly landing: Landing }>,
): Promise<T> {
  try {
    const { value, landing } = await fetch();
    claim.land(landing);
    return value;
  } catch (error) {
    claim.land(error instanceof ProviderError ? 'failed' : 'abandoned');
    throw error;
  }
}
