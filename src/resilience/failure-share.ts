import { CircuitState, type IBreaker } from 'cockatiel';

/** Attempts that ended within one second. */
interface Second {
  number: number;
  failures: number;
  total: number;
}

const SECONDS = 10;
const MIN_ATTEMPTS = 20;

/**
 * Opens a breaker when more than half of at least 20 attempts within 10 s have failed. cockatiel's own sampler counts by
 * the wall clock: once that is set back by an hour, an hour is one sample.
 */
export class FailureShare implements IBreaker {
  /** For cockatiel's serialization, which is not used. */
  state: unknown = null;
  readonly #now: () => number;
  readonly #seconds: Second[] = Array.from({ length: SECONDS }, () => ({
    number: Number.NEGATIVE_INFINITY,
    failures: 0,
    total: 0,
  }));

  /** `now` returns milliseconds from any fixed point, and is never set back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) for (const second of this.#seconds) empty(second, second.number);
    this.#current().total += 1;
  }

  failure(state: CircuitState): boolean {
    const current = this.#current();
    current.total += 1;
    current.failures += 1;
    if (state !== CircuitState.Closed) return true;
    let failures = 0;
    let total = 0;
    for (const second of this.#seconds) {
      if (second.number <= current.number - SECONDS) continue;
      failures += second.failures;
      total += second.total;
    }
    return total >= MIN_ATTEMPTS && failures > total / 2;
  }

  #current(): Second {
    const number = Math.floor(this.#now() / 1_000);
    const second = this.#seconds[number % SECONDS] as Second; // there are as many as remainders
    if (second.number !== number) empty(second, number);
    return second;
  }
}

function empty(second: Second, number: number): void {
  second.number = number;
  second.failures = 0;
  second.total = 0;
}
