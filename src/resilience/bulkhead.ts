import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { Semaphore, type Waiting } from './semaphore.ts';
import { StartRate } from './start-rate.ts';

export interface BulkheadOptions {
  /** Attempts that may be in flight at once. */
  readonly concurrency: number;
  /** Attempts that may wait in the queue. */
  readonly maxQueued: number;
  /** This server's own rate limit, in attempts started per second; `null` for no limit. */
  readonly perSecond: number | null;
}

/** The queue has no room for an attempt, or the deadline leaves no time to wait in it. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** How often `maxQueued` attempts wait at most, with those of owners that had room left in a full queue. */
const MOST_OVER_FULL = 2;

/** Weight of the newest attempt in the moving average of attempt durations. */
const NEWEST_WEIGHT = 0.2;

/** Limits how many attempts run at once and how many start per second. Other attempts wait in a bounded queue. */
export class Bulkhead {
  readonly #queue: Semaphore;
  readonly #options: BulkheadOptions;
  #averageMs = 0;

  constructor(options: BulkheadOptions) {
    const { concurrency, perSecond } = options;
    this.#options = options;
    const rate = perSecond === null ? null : new StartRate(perSecond, () => performance.now());
    this.#queue = new Semaphore(concurrency, rate);
  }

  get inFlight(): number {
    return this.#queue.pending;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /**
   * Runs `attempt` when it is its turn. Rejects with `QueueFull` at once when the queue is full, or when the attempt
   * is not expected to end within `maxWaitMs`. A queue that is full has room for owners with few attempts in it.
   */
  run<T>(attempt: () => Promise<T>, maxWaitMs: number, waiting: Waiting): Promise<T> {
    const ahead = this.#queue.ahead(waiting.owner);
    const { maxQueued } = this.#options;
    const isFull = ahead >= maxQueued || this.queued >= MOST_OVER_FULL * maxQueued;
    if (isFull || this.#expectedMs(ahead) > maxWaitMs) return Promise.reject(new QueueFull());
    return this.#queue.add(() => this.#timed(attempt, waiting.signal), waiting);
  }

  /**
   * Takes a slot for an attempt that begins now. Returns the function that gives the slot back, or `null` when the
   * attempt has to wait for its turn.
   */
  enter(signal: AbortSignalLike): (() => void) | null {
    if (!this.#queue.tryEnter()) return null;
    const startedAt = performance.now();
    return () => {
      this.#countDuration(startedAt, signal);
      this.#queue.leave();
    };
  }

  /** Milliseconds until an attempt with so many ahead would end, estimated from the average attempt; 0 when the queue is empty. */
  #expectedMs(ahead: number): number {
    const { concurrency, perSecond } = this.#options;
    if (ahead === 0) return 0;
    const byConcurrency = ((ahead + 1) / concurrency) * this.#averageMs; // the new attempt needs a slot as well
    const waitMs = Math.max(byConcurrency, perSecond === null ? 0 : (ahead / perSecond) * 1_000);
    return waitMs + this.#averageMs;
  }

  async #timed<T>(attempt: () => Promise<T>, signal: AbortSignalLike): Promise<T> {
    const startedAt = performance.now();
    try {
      return await attempt();
    } finally {
      this.#countDuration(startedAt, signal);
    }
  }

  #countDuration(startedAt: number, signal: AbortSignalLike): void {
    const tookMs = performance.now() - startedAt;
    // An attempt aborted sooner than the average says nothing about how long it would have taken.
    if (signal.aborted && tookMs < this.#averageMs) return;
    this.#averageMs =
      this.#averageMs === 0 ? tookMs : this.#averageMs + NEWEST_WEIGHT * (tookMs - this.#averageMs);
  }
}
