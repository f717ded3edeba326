import PQueue from 'p-queue';
import { type AbortSignalLike, asAbortSignal } from '../domain/abort-signal.ts';
import { Semaphore } from './semaphore.ts';

export interface BulkheadOptions {
  /** Attempts that may be under way at once. */
  readonly concurrency: number;
  /** Attempts that may wait for their turn. */
  readonly maxQueued: number;
  /** Attempts that may begin in any one second; `null` for no limit of our own. */
  readonly perSecond: number | null;
}

/** There is no room, or no time, to wait for a turn. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** Weight of the newest attempt in the running average of how long attempts take. */
const NEWEST = 0.2;

/** Lets only so many attempts run at once, and only so many begin in a second; the rest wait, up to a bound. */
export class Bulkhead {
  readonly #queue: PQueue | Semaphore;
  readonly #options: BulkheadOptions;
  #averageMs = 0;

  constructor(options: BulkheadOptions) {
    const { concurrency, perSecond } = options;
    this.#options = options;
    this.#queue =
      perSecond === null
        ? new Semaphore(concurrency)
        : new PQueue({ concurrency, intervalCap: perSecond, interval: 1_000, strict: true });
  }

  get inFlight(): number {
    return this.#queue.pending;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** Runs `attempt` in its turn. Rejects with `QueueFull` at once when it cannot be over within `patienceMs`. */
  run<T>(attempt: () => Promise<T>, maxWaitMs: number, signal: AbortSignalLike): Promise<T> {
    if (this.queued >= this.#options.maxQueued || this.#expectedMs() > maxWaitMs) {
      return Promise.reject(new QueueFull());
    }
    return this.#queue.add(() => this.#timed(attempt, signal), { signal: asAbortSignal(signal) });
  }

  /** How long a newcomer would wait and take, by how long attempts have been taking; 0 when there is no queue. */
  #expectedMs(): number {
    const { concurrency, perSecond } = this.#options;
    const ahead = this.queued;
    if (ahead === 0) return 0;
    const byConcurrency = ((ahead + 1) / concurrency) * this.#averageMs; // the newcomer needs a place as well
    const waitMs = Math.max(byConcurrency, perSecond === null ? 0 : (ahead / perSecond) * 1_000);
    return waitMs + this.#averageMs;
  }

  async #timed<T>(attempt: () => Promise<T>, signal: AbortSignalLike): Promise<T> {
    const began = performance.now();
    try {
      return await attempt();
    } finally {
      const tookMs = performance.now() - began;
      const wasCutShort = signal.aborted && tookMs < this.#averageMs; // says nothing of how long it would have taken
      if (!wasCutShort)
        this.#averageMs =
          this.#averageMs === 0 ? tookMs : this.#averageMs + NEWEST * (tookMs - this.#averageMs);
    }
  }
}
