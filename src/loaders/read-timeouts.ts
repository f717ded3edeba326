import { LightAbortController } from '../domain/abort-signal.ts';
import type { Wait } from '../domain/timing.ts';

/** One timer, and the reads that it limits. */
interface Timeout {
  readonly timer: LightAbortController;
  /** Fails one pending read. */
  readonly pending: Set<() => void>;
  isElapsed: boolean;
}

/**
 * The longest waits of one request's fields. Fields with the same limit share one timer, so a request that is executed
 * a second time, because its compiled operation had errors, does not wait twice.
 */
export class ReadTimeouts {
  readonly #wait: Wait;
  readonly #timeouts = new Map<number, Timeout>();

  constructor(wait: Wait) {
    this.#wait = wait;
  }

  /**
   * The outcome of `read`, or the error of `toError` when `read` has not settled `timeoutMs` after the first read with
   * that limit began. The read itself goes on, so that its result reaches the cache.
   */
  limit<T>(read: Promise<T>, timeoutMs: number, toError: () => Error): Promise<T> {
    const timeout = this.#timeouts.get(timeoutMs) ?? this.#start(timeoutMs);
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(toError());
      timeout.pending.add(fail);
      if (timeout.isElapsed) setImmediate(failPending, timeout);
      const settle = (): void => {
        timeout.pending.delete(fail);
        if (timeout.pending.size === 0) this.#cancel(timeoutMs, timeout);
      };
      read.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: unknown) => {
          settle();
          reject(error);
        },
      );
    });
  }

  #start(timeoutMs: number): Timeout {
    const timeout: Timeout = { timer: new LightAbortController(), pending: new Set(), isElapsed: false };
    this.#timeouts.set(timeoutMs, timeout);
    void this.#wait(timeoutMs, [timeout.timer]).then(() => {
      timeout.isElapsed = true;
      setImmediate(failPending, timeout);
    });
    return timeout;
  }

  /** Frees the timer once no read waits for it. One that has elapsed stays: the request's limit is over. */
  #cancel(timeoutMs: number, timeout: Timeout): void {
    if (timeout.isElapsed) return;
    this.#timeouts.delete(timeoutMs);
    timeout.timer.abort(null);
  }
}

/** Runs a turn of the event loop after the limit: a busy process must not fail a read whose result has already arrived. */
function failPending({ pending }: Timeout): void {
  for (const fail of pending) fail();
  pending.clear();
}
