import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { onAbort } from '../domain/timing.ts';
import { FairQueue } from './fair-queue.ts';
import type { StartRate } from './start-rate.ts';

/** How a task waits. */
export interface Waiting {
  readonly signal: AbortSignalLike;
  /** The client whose task it is: clients take turns. Default: tasks without an owner share one turn. */
  readonly owner?: object | undefined;
}

/** The owner of tasks that have none. */
const SHARED = {};

/** Runs a limited number of tasks at once, and starts them at a limited rate. Other tasks wait: owners take turns, each in order of arrival. */
export class Semaphore {
  readonly #concurrency: number;
  readonly #rate: StartRate | null;
  /** One function for each waiting task, which starts it. */
  readonly #waiting = new FairQueue<() => void>();
  #pending = 0;
  /** Runs while the next task waits for the rate alone. */
  #timer: NodeJS.Timeout | undefined;

  constructor(concurrency: number, rate: StartRate | null = null) {
    this.#concurrency = concurrency;
    this.#rate = rate;
  }

  /** Tasks that are running. */
  get pending(): number {
    return this.#pending;
  }

  /** Tasks that are waiting. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Tasks that may start before a new one of `owner` does: of each owner at most as many as `owner` then has.
   */
  ahead(owner: object = SHARED): number {
    const turns = this.#waiting.sizeOf(owner) + 1;
    return Math.min(this.#waiting.size, turns * this.#waiting.owners);
  }

  /**
   * Runs `task` as soon as it is its turn, and settles as the task does. Rejects with the signal's reason when the
   * signal is aborted before the task has started.
   */
  add<T>(task: () => Promise<T>, { signal, owner = SHARED }: Waiting): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.tryEnter()) return this.#run(task);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        removeListener();
        resolve(this.#run(task));
      };
      const removeListener = onAbort(signal, () => {
        this.#waiting.delete(owner, start);
        if (this.#waiting.size === 0) this.#stopTimer();
        reject(signal.reason);
      });
      this.#waiting.add(owner, start);
      this.#startWaiting();
    });
  }

  /** Takes a place if there is room; while tasks wait there is none. `leave` gives it back. */
  tryEnter(): boolean {
    return this.#waiting.size === 0 && this.#enter();
  }

  /** Gives a place back, and starts the next waiting task. */
  leave(): void {
    this.#pending -= 1;
    this.#startWaiting();
  }

  #enter(): boolean {
    if (this.#pending >= this.#concurrency || (this.#rate !== null && this.#rate.waitMs > 0)) return false;
    this.#pending += 1;
    this.#rate?.count();
    return true;
  }

  #startWaiting(): void {
    while (this.#waiting.size > 0 && this.#enter()) this.#waiting.take()?.();
    if (this.#waiting.size === 0) this.#stopTimer();
    else if (this.#rate !== null && this.#pending < this.#concurrency) this.#startTimer(this.#rate.waitMs);
  }

  #startTimer(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#startWaiting();
    }, Math.ceil(milliseconds));
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Runs a task that has taken its place. */
  async #run<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } finally {
      this.leave();
    }
  }
}
