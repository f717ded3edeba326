import { setMaxListeners } from 'node:events';
import { systemClock } from '../../src/domain/clock.ts';
import { ProviderUnavailable } from '../../src/domain/errors.ts';
import {
  createRequestPolicy,
  type RequestPolicy,
  type RequestPolicyOptions,
} from '../../src/resilience/request-policy.ts';

export const SUBJECT = { provider: 'acme', providerCallId: '1' };

/** The signal of a client that stays connected. */
export const CONNECTED = new AbortController().signal;
setMaxListeners(0, CONNECTED); // every run of a test file listens to it

export const createPolicy = (options: Partial<RequestPolicyOptions> = {}): RequestPolicy =>
  createRequestPolicy({
    title: 'Acme',
    deadlineMs: 2_000,
    retries: 2,
    backoff: { firstMs: 2, longestMs: 10 },
    concurrency: 10,
    maxQueued: 100,
    requestsPerSecond: null,
    clock: systemClock,
    random: () => 0.5,
    ...options,
  });

export const unavailable = (): ProviderUnavailable => new ProviderUnavailable(SUBJECT, 'Acme is down.');

export interface CountedAttempt {
  (): Promise<string>;
  /** How often it was made. */
  count: number;
}

/** An attempt that fails with each of `failures` in turn, and then succeeds with "response". */
export function createAttempt(...failures: readonly Error[]): CountedAttempt {
  const left = [...failures];
  const attempt: CountedAttempt = async () => {
    attempt.count += 1;
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    return 'response';
  };
  attempt.count = 0;
  return attempt;
}
