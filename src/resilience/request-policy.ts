import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { type Clock, monotonicNow } from '../domain/clock.ts';
import { ProviderRateLimited } from '../domain/errors.ts';
import type { ProviderEvent } from '../domain/provider-event.ts';
import type { BreakerState } from '../domain/provider-status.ts';
import { providerTimeout } from '../domain/provider-timeout.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import { DEADLINE, withDeadline } from '../domain/timing.ts';
import type { UpstreamSettings } from '../domain/upstream-settings.ts';
import { type BackoffOptions, fullJitter } from './backoff.ts';
import { Breaker } from './breaker.ts';
import { Bulkhead } from './bulkhead.ts';
import { explainRejection } from './explain-rejection.ts';
import { PAUSED, Pause } from './pause.ts';
import { retry } from './retry.ts';
import type { Waiting } from './semaphore.ts';
import { SharedAdmission } from './shared-admission.ts';
import type { SharedLimit } from './shared-limit.ts';

export interface RequestPolicyOptions extends Pick<UpstreamSettings, 'deadlineMs' | 'retries' | 'maxQueued'> {
  /** The provider's name, for messages. */
  readonly title: string;
  readonly backoff: BackoffOptions;
  /** Requests in flight at once. */
  readonly concurrency: number;
  /** Requests per second; `null` for no limit. */
  readonly requestsPerSecond: number | null;
  /** The limits that replicas share, in addition to the limits of this replica. */
  readonly shared?: SharedLimit;
  /** Called when the breaker opens or closes, and when a pause begins. */
  readonly onEvent?: (event: ProviderEvent) => void;
  readonly clock: Clock;
  /** Returns a number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Sends one request to the provider. It calls `onSent` when the request has left this process, and must settle once
 * the signal is aborted: until then it occupies a slot of the bulkhead.
 */
export type Attempt<T> = (signal: AbortSignalLike, onSent?: () => void) => Promise<T>;

export interface RunOptions {
  /** Whether a failed attempt may be retried. Default true; false for a request that is not idempotent. */
  readonly retry?: boolean;
  /** The client for which the request is sent. Where requests have to wait, clients take turns. */
  readonly owner?: object | undefined;
}

/**
 * Runs the attempts of a read. It is the one owner of deadlines, retries, breaker and limits for one provider and one
 * account. From the outermost to the innermost:
 * deadline > retry > circuit breaker > pause > bulkhead > rate limit > shared limit.
 * The HTTP client owns the timeout of a single attempt.
 */
export interface RequestPolicy {
  /**
   * Rejects with a `ProviderError`, or with the signal's reason once the signal is aborted. `waitedMs` is the part of
   * the deadline that has already passed; default 0.
   */
  run<T>(
    subject: RequestSubject,
    attempt: Attempt<T>,
    signal: AbortSignalLike,
    waitedMs?: number,
    options?: RunOptions,
  ): Promise<T>;
  /** Sends nothing for `milliseconds`, in this process and, where limits are shared, in every replica. */
  pauseFor(milliseconds: number): void;
  readonly pausedUntil: Date | null;
  readonly breakerState: BreakerState;
  /** Attempts in flight. */
  readonly inFlight: number;
  /** Attempts that wait in the queue. */
  readonly queued: number;
}

/** Length of the pause after a 429 without a Retry-After. */
const DEFAULT_PAUSE_MS = 1_000;

export function createRequestPolicy(options: RequestPolicyOptions): RequestPolicy {
  const { title, deadlineMs, clock, shared, requestsPerSecond: perSecond, concurrency, maxQueued } = options;
  const now = (): number => monotonicNow(clock);
  const pause = new Pause(clock);
  const breaker = new Breaker(now, (isClosed) =>
    options.onEvent?.({ kind: isClosed ? 'breaker-closed' : 'breaker-opened' }),
  );
  const bulkhead = new Bulkhead({ concurrency, maxQueued, perSecond });
  const admission = shared && new SharedAdmission({ limit: shared, perSecond, pause, clock });
  const retries = { retries: options.retries, backoff: fullJitter(options.random, options.backoff), clock };
  const noRetries = { ...retries, retries: 0 };

  function pauseFor(milliseconds: number): void {
    if (pause.extend(milliseconds))
      options.onEvent?.({ kind: 'pause-began', seconds: Math.ceil(milliseconds / 1_000) });
    shared?.pause(milliseconds);
  }

  /** A 429 begins the pause before the attempt gives its slot in the bulkhead to another one. */
  function pauseIfRateLimited(error: unknown): void {
    if (error instanceof ProviderRateLimited)
      pauseFor(error.retryAfterSeconds === null ? DEFAULT_PAUSE_MS : error.retryAfterSeconds * 1_000);
  }

  async function send<T>(attempt: Attempt<T>, signal: AbortSignalLike): Promise<T> {
    try {
      return await attempt(signal);
    } catch (error) {
      pauseIfRateLimited(error);
      throw error;
    }
  }

  /** Rate limit and shared limit. Resolves to `PAUSED`, without sending, when a pause has begun meanwhile. */
  async function sendIfAdmitted<T>(
    attempt: Attempt<T>,
    deadlineAt: number,
    signal: AbortSignalLike,
  ): Promise<T | typeof PAUSED> {
    if (pause.remainingMs > 0) return PAUSED;
    if (admission === undefined) return send(attempt, signal);
    const admitted = await admission.wait(deadlineAt, signal);
    if (admitted === PAUSED) return PAUSED;
    try {
      signal.throwIfAborted();
      return await send((attemptSignal) => attempt(attemptSignal, admitted.sent), signal);
    } finally {
      admitted.answered();
    }
  }

  /** Pause and bulkhead: one attempt, outside any pause. */
  async function sendInTurn<T>(attempt: Attempt<T>, deadlineAt: number, waiting: Waiting): Promise<T> {
    const { signal } = waiting;
    for (;;) {
      if (pause.remainingMs > 0) await pause.wait(deadlineAt, signal);
      const response = await bulkhead.run(
        () => sendIfAdmitted(attempt, deadlineAt, signal),
        deadlineAt - now(),
        waiting,
      );
      if (response !== PAUSED) return response;
    }
  }

  /**
   * Sends an attempt that nothing holds up, and does afterwards what the layers would have done, which take a dozen
   * promises for each attempt.
   */
  async function sendAtOnce<T>(
    subject: RequestSubject,
    attempt: Attempt<T>,
    signal: AbortSignalLike,
    leave: () => void,
  ): Promise<T> {
    let response: T;
    try {
      response = await attempt(signal);
    } catch (error) {
      pauseIfRateLimited(error);
      const failure = error === DEADLINE ? providerTimeout(title, subject) : error;
      await breaker.countFailure(failure);
      leave();
      throw failure;
    }
    leave();
    breaker.countSuccess();
    return response;
  }

  /** One attempt, without the layers when the breaker is closed, no pause is on, and a slot is free. */
  function attemptOnce<T>(
    subject: RequestSubject,
    attempt: Attempt<T>,
    deadlineAt: number,
    waiting: Waiting,
  ): Promise<T> {
    const { signal } = waiting;
    const isClear = admission === undefined && breaker.isClosed && pause.remainingMs === 0;
    const leave = isClear ? bulkhead.enter(signal) : null;
    return leave === null
      ? attemptInTurn(subject, attempt, deadlineAt, waiting)
      : sendAtOnce(subject, attempt, signal, leave);
  }

  /** Circuit breaker: a deadline counts as the provider's failure only if the request has been handed to the client. */
  async function attemptInTurn<T>(
    subject: RequestSubject,
    attempt: Attempt<T>,
    deadlineAt: number,
    waiting: Waiting,
  ): Promise<T> {
    let wasSent = false;
    const observed: Attempt<T> = (...args) => {
      wasSent = true;
      return attempt(...args);
    };
    try {
      return await breaker.run(() =>
        sendInTurn(observed, deadlineAt, waiting).catch((error: unknown) => {
          throw error === DEADLINE && wasSent ? providerTimeout(title, subject) : error;
        }),
      );
    } catch (error) {
      throw explainRejection(error, title, subject);
    }
  }

  return {
    pauseFor,
    async run<T>(
      subject: RequestSubject,
      attempt: Attempt<T>,
      signal: AbortSignalLike,
      waitedMs = 0,
      { retry: mayRetry = true, owner }: RunOptions = {},
    ) {
      signal.throwIfAborted();
      const leftMs = deadlineMs - waitedMs;
      if (leftMs <= 0) throw providerTimeout(title, subject);
      const deadlineAt = now() + leftMs;
      try {
        return await withDeadline(signal, leftMs, (runSignal) =>
          retry(
            () => attemptOnce(subject, attempt, deadlineAt, { signal: runSignal, owner }),
            mayRetry ? retries : noRetries,
            deadlineAt,
            runSignal,
          ),
        );
      } catch (error) {
        throw error === DEADLINE ? providerTimeout(title, subject) : error;
      }
    },
    get pausedUntil() {
      return pause.until;
    },
    get breakerState() {
      return breaker.state;
    },
    get inFlight() {
      return bulkhead.inFlight;
    },
    get queued() {
      return bulkhead.queued;
    },
  };
}
