import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Clock } from '../domain/clock.ts';
import { sleep } from './sleep.ts';

/** The pause outlasts the deadline of the request that met it. */
export class PauseTooLong extends Error {
  override readonly name = 'PauseTooLong';
  readonly remainingMs: number;

  constructor(remainingMs: number) {
    super('The pause outlasts the deadline');
    this.remainingMs = remainingMs;
  }
}

/**
 * The time during which a provider asked to be left alone: by everyone, not only by the request that was told.
 * A pause can be lengthened, never shortened.
 */
export class Pause {
  readonly #clock: Clock;
  #untilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until requests may go out again; 0 when they may now. */
  get remainingMs(): number {
    return Math.max(0, this.#untilMs - this.#clock.now());
  }

  /** When the pause ends; `null` when there is none. */
  get until(): Date | null {
    return this.remainingMs > 0 ? new Date(this.#untilMs) : null;
  }

  extend(milliseconds: number): void {
    this.#untilMs = Math.max(this.#untilMs, this.#clock.now() + milliseconds);
  }

  /**
   * Resolves once requests may go out. Rejects with `PauseTooLong`, without waiting, when that would be after
   * `deadlineMs` (of the clock), and with the signal's reason once it is aborted.
   */
  async pass(deadlineMs: number, signal: AbortSignalLike): Promise<void> {
    for (let left = this.remainingMs; left > 0; left = this.remainingMs) {
      if (this.#clock.now() + left >= deadlineMs) throw new PauseTooLong(left);
      await sleep(left, signal);
    }
  }
}
