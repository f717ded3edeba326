import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Clock } from '../domain/clock.ts';
import { sleep } from '../domain/timing.ts';

/** The pause ends after the request's deadline. */
export class PauseTooLong extends Error {
  override readonly name = 'PauseTooLong';
  readonly remainingMs: number;

  constructor(remainingMs: number) {
    super('The pause outlasts the deadline');
    this.remainingMs = remainingMs;
  }
}

/** A pause that begins this soon after the last one belongs to the same spell. */
const SPELL_GAP_MS = 10_000;

/** The result of an attempt that was not sent, because a pause began while the attempt was queued. */
export const PAUSED = Symbol('paused');

/**
 * The time during which a provider has asked for no requests. It holds for every request to the provider, not only
 * for the one that received the 429. A pause can be lengthened, never shortened.
 */
export class Pause {
  readonly #clock: Clock;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until requests may be sent again; 0 when there is no pause. */
  get remainingMs(): number {
    return Math.max(0, this.#untilMs - this.#clock.now());
  }

  /** The end of the pause; `null` when there is no pause. */
  get until(): Date | null {
    return this.remainingMs > 0 ? new Date(this.#untilMs) : null;
  }

  /** Returns true when a pause begins: when none was in force, and none ended within the last 10 s. */
  extend(milliseconds: number): boolean {
    const begins = this.#clock.now() > this.#untilMs + SPELL_GAP_MS;
    this.#untilMs = Math.max(this.#untilMs, this.#clock.now() + milliseconds);
    return begins;
  }

  /**
   * Resolves once the pause is over. Rejects with `PauseTooLong`, without waiting, when it ends after `deadlineAt`
   * (milliseconds of the clock), and with the signal's reason once the signal is aborted.
   */
  async wait(deadlineAt: number, signal: AbortSignalLike): Promise<void> {
    for (let left = this.remainingMs; left > 0; left = this.remainingMs) {
      if (this.#clock.now() + left >= deadlineAt) throw new PauseTooLong(left);
      await sleep(left, signal);
    }
  }
}
