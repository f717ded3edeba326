import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { type Clock, monotonicNow } from '../domain/clock.ts';
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

/** Longest time for which a pause of another replica is trusted before it is asked for again, in milliseconds. */
const TRUSTED_MS = 1_000;

/**
 * The time during which a provider has asked for no requests. It holds for every request to the provider, not only
 * for the one that received the 429. A pause of this replica can be lengthened, never shortened; one of another replica
 * lasts as long as the shared state says at the time. Both are measured by a clock that is never set back.
 */
export class Pause {
  readonly #clock: Clock;
  #ownUntil = Number.NEGATIVE_INFINITY;
  #sharedUntil = Number.NEGATIVE_INFINITY;
  #trustedUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until requests may be sent again; 0 when there is no pause. */
  get remainingMs(): number {
    const now = monotonicNow(this.#clock);
    const until = now < this.#trustedUntil ? Math.max(this.#ownUntil, this.#sharedUntil) : this.#ownUntil;
    return Math.max(0, until - now);
  }

  /** The end of the pause; `null` when there is no pause. */
  get until(): Date | null {
    const { remainingMs } = this;
    return remainingMs > 0 ? new Date(this.#clock.now() + remainingMs) : null;
  }

  /**
   * Begins or lengthens a pause of this replica. Returns true when a pause begins: when none was in force, and none ended
   * within the last 10 s.
   */
  extend(milliseconds: number): boolean {
    const now = monotonicNow(this.#clock);
    const begins = now > this.#ownUntil + SPELL_GAP_MS;
    this.#ownUntil = Math.max(this.#ownUntil, now + milliseconds);
    return begins;
  }

  /** Takes over what is left of a pause of another replica; 0 when there is none. */
  follow(milliseconds: number): void {
    const now = monotonicNow(this.#clock);
    this.#sharedUntil = now + milliseconds;
    this.#trustedUntil = now + TRUSTED_MS;
  }

  /**
   * Resolves once the pause is over, or has to be asked for again. Rejects with `PauseTooLong`, without waiting, when it
   * ends after `deadlineAt` (by the monotonic clock), and with the signal's reason once the signal is aborted.
   */
  async wait(deadlineAt: number, signal: AbortSignalLike): Promise<void> {
    for (let left = this.remainingMs; left > 0; left = this.remainingMs) {
      if (monotonicNow(this.#clock) + left >= deadlineAt) throw new PauseTooLong(left);
      const ownLeft = this.#ownUntil - monotonicNow(this.#clock);
      await sleep(ownLeft > 0 ? ownLeft : Math.min(left, TRUSTED_MS), signal);
    }
  }
}
