import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
} from 'cockatiel';
import { ProviderError, ProviderTimeout, ProviderUnavailable } from '../domain/errors.ts';
import type { BreakerState } from '../domain/provider-status.ts';
import { FailureShare } from './failure-share.ts';
import { MonotonicBackoff } from './monotonic-backoff.ts';

/** The circuit breaker is open, so the attempt was not made. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen';
}

/**
 * Wraps the error of a half-open trial that says nothing about the provider: the client disconnected, or this server
 * rejected the attempt. The breaker must count it as a failure, because any other outcome would close the breaker.
 */
class Inconclusive extends Error {
  override readonly name = 'Inconclusive';
}

const BREAKER_STATE: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  [CircuitState.Open]: 'OPEN',
  [CircuitState.Isolated]: 'OPEN',
};

const isFailure = (error: Error): boolean =>
  error instanceof ProviderUnavailable || error instanceof ProviderTimeout || error instanceof Inconclusive;

const FIRST_TRIAL_MS = 1_000;
const LONGEST_UNTIL_TRIAL_MS = 30_000;

/**
 * The circuit breaker of one provider and one account. It opens when more than half of at least 20 attempts within
 * 10 s have failed, so a single bad record does not open it.
 */
export class Breaker {
  #isClosed = true;
  readonly #failures: FailureShare;
  readonly #breaker: CircuitBreakerPolicy;

  /**
   * `now` returns milliseconds from any fixed point, and is never set back. `onChange` is called when the breaker opens and
   * when it closes again, not for the trials in between.
   */
  constructor(now: () => number, onChange: (isClosed: boolean) => void = () => {}) {
    this.#failures = new FailureShare(now);
    const waits = new ExponentialBackoff({ initialDelay: FIRST_TRIAL_MS, maxDelay: LONGEST_UNTIL_TRIAL_MS });
    this.#breaker = circuitBreaker(handleWhen(isFailure), {
      breaker: this.#failures,
      halfOpenAfter: new MonotonicBackoff(waits, now),
    });
    this.#breaker.onStateChange((state) => {
      const isClosed = state === CircuitState.Closed || (state === CircuitState.HalfOpen && this.#isClosed);
      if (isClosed === this.#isClosed) return;
      this.#isClosed = isClosed;
      onChange(isClosed);
    });
  }

  get state(): BreakerState {
    return BREAKER_STATE[this.#breaker.state];
  }

  get isClosed(): boolean {
    return this.#breaker.state === CircuitState.Closed;
  }

  /**
   * Counts a success that `run` has not seen, which is all that cockatiel does for one while the breaker is closed. A
   * success from before the breaker opened does not close it.
   */
  countSuccess(): void {
    if (this.isClosed) this.#failures.success(CircuitState.Closed);
  }

  /** Counts a failure that `run` has not seen, and opens the breaker if it was one too many. */
  async countFailure(error: unknown): Promise<void> {
    if (this.isClosed) await this.#breaker.execute(() => Promise.reject(error)).catch(() => {});
  }

  /** Settles as `attempt` does. Rejects with `BreakerOpen`, without running it, while the breaker is open. */
  async run<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await this.#breaker.execute(async () => {
        const isTrial = !this.isClosed;
        try {
          return await attempt();
        } catch (error) {
          throw isTrial && !(error instanceof ProviderError) ? new Inconclusive('', { cause: error }) : error;
        }
      });
    } catch (error) {
      if (error instanceof Inconclusive) throw error.cause;
      throw error instanceof BrokenCircuitError ? new BreakerOpen() : error;
    }
  }
}
