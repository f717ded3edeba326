import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { onAbort } from '../domain/timing.ts';

/** Runs a limited number of tasks at once. Other tasks wait in order of arrival. */
export class Semaphore {
  readonly #concurrency: number;
  /** One function for each waiting task, which starts it, in order of arrival. */
  readonly #waiting = new Set<() => void>();
  #pending = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
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
   * Runs `task` as soon as there is room, and settles as the task does. Rejects with the signal's reason when the
   * signal is aborted before the task has started.
   */
  add<T>(task: () => Promise<T>, { signal }: { readonly signal: AbortSignalLike }): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#pending < this.#concurrency) return this.#run(task);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        removeListener();
        resolve(this.#run(task));
      };
      const removeListener = onAbort(signal, () => {
        this.#waiting.delete(start);
        reject(signal.reason);
      });
      this.#waiting.add(start);
    });
  }

  /** Takes a place if there is room; while tasks wait there is none. `leave` gives it back. */
  tryEnter(): boolean {
    if (this.#pending >= this.#concurrency) return false;
    this.#pending += 1;
    return true;
  }

  /** Gives a place back, and starts the next waiting task. */
  leave(): void {
    this.#pending -= 1;
    const [next] = this.#waiting;
    if (next !== undefined) {
      this.#waiting.delete(next);
      next();
    }
  }

  async #run<T>(task: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await task();
    } finally {
      this.leave();
    }
  }
}
