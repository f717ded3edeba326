import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { onAbort } from '../domain/timing.ts';
import type { StartRate } from './start-rate.ts';

/** Runs a limited number of tasks at once, and starts them at a limited rate. Other tasks wait in order of arrival. */
export class Semaphore {
  readonly #concurrency: number;
  readonly #rate: StartRate | null;
  /** One function for each waiting task, which starts it, in order of arrival. */
  readonly #waiting = new Set<() => void>();
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
   * Runs `task` as soon as it is its turn, and settles as the task does. Rejects with the signal's reason when the
   * signal is aborted before the task has started.
   */
  add<T>(task: () => Promise<T>, { signal }: { readonly signal: AbortSignalLike }): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.tryEnter()) return this.#run(task);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        removeListener();
        resolve(this.#run(task));
      };
      const removeListener = onAbort(signal, () => {
        this.#waiting.delete(start);
        if (this.#waiting.size === 0) this.#stopTimer();
        reject(signal.reason);
      });
      this.#waiting.add(start);
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
    for (const start of this.#waiting) {
      if (!this.#enter()) break;
      this.#waiting.delete(start);
      start();
    }
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
