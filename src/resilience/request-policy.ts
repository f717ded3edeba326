import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  SamplingBreaker,
} from 'cockatiel';
import PQueue from 'p-queue';
import { type AbortSignalLike, asAbortSignal } from '../domain/abort-signal.ts';
import type { Clock } from '../domain/clock.ts';
import {
  ProviderError,
  ProviderRateLimited,
  ProviderTimeout,
  ProviderUnavailable,
} from '../domain/errors.ts';
import type { BreakerState } from '../domain/provider-status.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import { type BackoffOptions, fullJitter } from './backoff.ts';
import { Bulkhead, QueueFull } from './bulkhead.ts';
import { DEADLINE, withDeadline } from './deadline.ts';
import { Pause, PauseTooLong } from './pause.ts';
import type { Admission, SharedLimit } from './shared-limit.ts';
import { sleep } from './sleep.ts';

export interface RequestPolicyOptions {
  /** The provider's name, for messages. */
  readonly title: string;
  /** Longest wait for one fetch, repeats, pauses and queueing included, in milliseconds. */
  readonly deadlineMs: number;
  /** Repeats of an attempt that failed for a passing reason. */
  readonly retries: number;
  readonly backoff: BackoffOptions;
  readonly concurrency: number;
  readonly maxQueued: number;
  readonly requestsPerSecond: number | null;
  /** The limits that replicas share; each keeps to its own as well. */
  readonly shared?: SharedLimit;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * One request to the provider. It tells when it has left, if somebody wants to know, and ends once the signal is
 * aborted: until it does, it keeps its place.
 */
export type Attempt<T> = (signal: AbortSignalLike, onSent?: () => void) => Promise<T>;

export interface RunOptions {
  /** Whether a failed attempt may be retried. Default true; false for a request that is not idempotent. */
  readonly retry?: boolean;
}

/**
 * Stands between a fetch and the attempts it takes: the one owner of deadlines, repeats, breaker and limits of one
 * provider as one account. Outermost first:
 * deadline > retry > circuit breaker > pause > concurrency limit with a bounded queue > rate limit > shared limit.
 * The time limit of a single attempt is the HTTP client's.
 */
export interface RequestPolicy {
  /**
   * Rejects with a `ProviderError`, or with the signal's reason. `waitedMs` is what of the deadline is over already;
   * none of it unless given.
   */
  run<T>(
    subject: RequestSubject,
    attempt: Attempt<T>,
    signal: AbortSignalLike,
    waitedMs?: number,
    options?: RunOptions,
  ): Promise<T>;
  /** Sends nothing for so long: neither this process nor, where limits are shared, any other replica. */
  pauseFor(milliseconds: number): void;
  readonly pausedUntil: Date | null;
  readonly breakerState: BreakerState;
  /** Attempts under way. */
  readonly inFlight: number;
  /** Attempts waiting for their turn. */
  readonly queued: number;
}

/** A pause began while the attempt stood in the queue: it goes back to wait it out. */
const PAUSED = Symbol('paused');

/** A 429 that names no time is taken to mean this long. */
const UNNAMED_PAUSE_MS = 1_000;

/**
 * Wraps what a trial of a half-open breaker ended with when it says nothing of the provider: its client went away, or
 * this server turned it away. To the breaker it is a failure, for anything but a failure would close it.
 */
class Inconclusive extends Error {
  override readonly name = 'Inconclusive';
}

/** Opens when, of at least 20 attempts within 10 s, more than half failed: one bad record does not open it. */
const createBreaker = () =>
  circuitBreaker(
    handleWhen(
      (error) =>
        error instanceof ProviderUnavailable ||
        error instanceof ProviderTimeout ||
        error instanceof Inconclusive,
    ),
    {
      breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 2 }),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: 1_000, maxDelay: 30_000 }),
    },
  );

const BREAKER_STATE: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  [CircuitState.Open]: 'OPEN',
  [CircuitState.Isolated]: 'OPEN',
};

export function createRequestPolicy(options: RequestPolicyOptions): RequestPolicy {
  const { title, deadlineMs, clock, shared } = options;
  const bulkhead = new Bulkhead({
    concurrency: options.concurrency,
    maxQueued: options.maxQueued,
    perSecond: options.requestsPerSecond,
  });
  const pause = new Pause(clock);
  const admissionQueue = new PQueue({ concurrency: 1 }); // who came first asks the other replicas first
  const breaker = createBreaker();
  const backoff = fullJitter(options.random, options.backoff);

  function pauseFor(milliseconds: number): void {
    pause.extend(milliseconds);
    shared?.pause(milliseconds);
  }

  /** Learns whether the replicas together have room for one more request, and waits until they have. */
  function passSharedLimit(
    limit: SharedLimit,
    deadlineAt: number,
    signal: AbortSignalLike,
  ): Promise<Admission | typeof PAUSED> {
    const pass = async (): Promise<Admission | typeof PAUSED> => {
      for (;;) {
        const admission = await limit.admit(options.requestsPerSecond);
        pause.extend(admission.pauseMs);
        if (pause.remainingMs > 0) return PAUSED;
        if (admission.waitMs <= 0) return admission;
        if (clock.now() + admission.waitMs >= deadlineAt) throw new QueueFull();
        await sleep(admission.waitMs, signal);
      }
    };
    return options.requestsPerSecond === null
      ? pass()
      : admissionQueue.add(pass, { signal: asAbortSignal(signal) });
  }

  /** Sends unless somebody was told to pause. */
  async function sendUnlessPaused<T>(
    attempt: Attempt<T>,
    deadlineAt: number,
    signal: AbortSignalLike,
  ): Promise<T | typeof PAUSED> {
    if (pause.remainingMs > 0) return PAUSED;
    if (shared === undefined) return send(attempt, signal);
    const admission = await passSharedLimit(shared, deadlineAt, signal);
    if (admission === PAUSED) return PAUSED;
    try {
      signal.throwIfAborted();
      return await send((cut) => attempt(cut, admission.sent), signal);
    } finally {
      admission.answered();
    }
  }

  /** A 429 pauses everyone before its place in the queue is free for another. */
  async function send<T>(attempt: Attempt<T>, signal: AbortSignalLike): Promise<T> {
    try {
      return await attempt(signal);
    } catch (error) {
      if (error instanceof ProviderRateLimited) {
        pauseFor(error.retryAfterSeconds === null ? UNNAMED_PAUSE_MS : error.retryAfterSeconds * 1_000);
      }
      throw error;
    }
  }

  /** One attempt, in its turn, and never within a pause. */
  async function attemptOnce<T>(
    attempt: Attempt<T>,
    deadlineAt: number,
    signal: AbortSignalLike,
  ): Promise<T> {
    for (;;) {
      await pause.pass(deadlineAt, signal);
      const answer = await bulkhead.run(
        () => sendUnlessPaused(attempt, deadlineAt, signal),
        deadlineAt - clock.now(),
        signal,
      );
      if (answer !== PAUSED) return answer;
    }
  }

  const deadlineExceeded = (subject: RequestSubject): ProviderTimeout =>
    new ProviderTimeout(subject, `${title} did not answer in time. Try again later.`);

  /** What the parts below throw, in the words that clients see. */
  function explain(error: unknown, subject: RequestSubject): unknown {
    if (error instanceof PauseTooLong) return pausedFor(error.remainingMs, subject);
    if (error instanceof QueueFull) {
      return new Refused(
        subject,
        `Too many requests to ${title} are waiting on this server. Try again shortly.`,
      );
    }
    if (error instanceof BrokenCircuitError) {
      return new Refused(
        subject,
        `${title} has been failing, so this server leaves it alone for a moment. Try again shortly.`,
      );
    }
    return error;
  }

  function pausedFor(remainingMs: number, subject: RequestSubject): ProviderRateLimited {
    const seconds = Math.ceil(remainingMs / 1_000);
    return new Postponed(subject, `${title} asked for a pause. Try again in ${seconds} s.`, seconds);
  }

  /** One attempt as the breaker sees it: counted when it says something of the provider, refused while that is left alone. */
  const guarded = async <T>(
    subject: RequestSubject,
    attempt: Attempt<T>,
    deadlineAt: number,
    signal: AbortSignalLike,
  ): Promise<T> => {
    try {
      return await breaker.execute(async () => {
        const isTrial = breaker.state !== CircuitState.Closed;
        let wasSent = false;
        const watched: Attempt<T> = (...given) => {
          wasSent = true;
          return attempt(...given);
        };
        try {
          return await attemptOnce(watched, deadlineAt, signal);
        } catch (error) {
          if (error === DEADLINE && wasSent) throw deadlineExceeded(subject); // else it was this server that kept it waiting
          throw isTrial && !(error instanceof ProviderError) ? new Inconclusive('', { cause: error }) : error;
        }
      });
    } catch (error) {
      throw explain(error instanceof Inconclusive ? error.cause : error, subject);
    }
  };

  /** Repeats what failed for a passing reason, as often as is set and as the deadline leaves time for. */
  async function retry<T>(
    once: () => Promise<T>,
    maxRetries: number,
    deadlineAt: number,
    signal: AbortSignalLike,
  ): Promise<T> {
    for (let retries = 0; ; retries += 1) {
      try {
        return await once();
      } catch (failure) {
        if (retries === maxRetries || !(failure instanceof ProviderError && failure.retryable)) throw failure;
        const waitMs = failure instanceof ProviderRateLimited ? 0 : backoff(retries + 1); // a pause is waited out by itself
        if (clock.now() + waitMs >= deadlineAt) throw failure;
        await sleep(waitMs, signal);
      }
    }
  }

  return {
    pauseFor,
    async run<T>(
      subject: RequestSubject,
      attempt: Attempt<T>,
      signal: AbortSignalLike,
      waitedMs = 0,
      { retry: mayRetry = true }: RunOptions = {},
    ) {
      signal.throwIfAborted();
      const leftMs = deadlineMs - waitedMs;
      if (leftMs <= 0) throw deadlineExceeded(subject);
      const deadlineAt = clock.now() + leftMs;
      try {
        return await withDeadline(signal, leftMs, (cut) =>
          retry(
            () => guarded(subject, attempt, deadlineAt, cut),
            mayRetry ? options.retries : 0,
            deadlineAt,
            cut,
          ),
        );
      } catch (error) {
        throw error === DEADLINE ? deadlineExceeded(subject) : error;
      }
    },
    get pausedUntil() {
      return pause.until;
    },
    get breakerState() {
      return BREAKER_STATE[breaker.state];
    },
    get inFlight() {
      return bulkhead.inFlight;
    },
    get queued() {
      return bulkhead.queued;
    },
  };
}

/** Turned away by this server itself: repeating at once would only be turned away again. */
class Refused extends ProviderUnavailable {
  override readonly retryable = false;
}

/** Not sent, because the pause outlasts the deadline. */
class Postponed extends ProviderRateLimited {
  override readonly retryable = false;
}
