import type { AbortSignalLike } from '../domain/abort-signal.ts';

/** Lets so many tasks run at once; the others wait, first come, first served. */
export class Semaphore {
  readonly #concurrency: number;
  /** What starts each that waits, in the order of their coming. */
  readonly #waiting = new Set<() => void>();
  #pending = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Tasks under way. */
  get pending(): number {
    return this.#pending;
  }

  /** Tasks that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Runs `task` in its turn: at once, if there is room. Rejects as it does, or with the reason of a signal that was aborted before. */
  add<T>(task: () => Promise<T>, { signal }: { readonly signal: AbortSignalLike }): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#pending < this.#concurrency) return this.#run(task);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(this.#run(task));
      };
      const leave = (): void => {
        this.#waiting.delete(start);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(start);
    });
  }

  async #run<T>(task: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await task();
    } finally {
      this.#pending -= 1;
      const [next] = this.#waiting;
      if (next !== undefined) {
        this.#waiting.delete(next);
        next();
      }
    }
  }
}
