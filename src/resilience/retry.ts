import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { type Clock, monotonicNow } from '../domain/clock.ts';
import { ProviderError, ProviderRateLimited } from '../domain/errors.ts';
import { sleep } from '../domain/timing.ts';
import type { Backoff } from './backoff.ts';

export interface RetryOptions {
  /** Retries after the first attempt. */
  readonly retries: number;
  readonly backoff: Backoff;
  readonly clock: Clock;
}

/**
 * Runs `attempt`, and again after each retryable failure, up to `retries` more times. Rejects with the last failure
 * when no retry is left, or when the wait before the next one would end after `deadlineAt`, by the
 * monotonic clock.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  { retries, backoff, clock }: RetryOptions,
  deadlineAt: number,
  signal: AbortSignalLike,
): Promise<T> {
  for (let retried = 0; ; retried += 1) {
    try {
      return await attempt();
    } catch (failure) {
      if (retried === retries || !(failure instanceof ProviderError && failure.retryable)) throw failure;
      // A 429 has begun a pause, which the next attempt waits out.
      const waitMs = failure instanceof ProviderRateLimited ? 0 : backoff(retried + 1);
      if (monotonicNow(clock) + waitMs >= deadlineAt) throw failure;
      await sleep(waitMs, signal);
    }
  }
}
