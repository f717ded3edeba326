import PQueue from 'p-queue';

export interface RequestPolicyOptions {
  /** Longest wait for one fetch, queueing and repeats included, in milliseconds. */
  readonly deadlineMs: number;
  /** Attempts that may be under way at once. */
  readonly concurrency: number;
}

/** The deadline passed. Whoever knows which call it was about says so to the client. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/**
 * Stands between a fetch and the attempts it takes: the one owner of deadlines, of retries and of limits.
 * Outermost first: deadline > concurrency limit.
 */
export interface RequestPolicy {
  /** Rejects with what the attempt rejected with, with `DeadlinePassed`, or with the signal's reason. */
  run<T>(attempt: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Attempts under way. */
  readonly inFlight: number;
  /** Attempts waiting for a place. */
  readonly queued: number;
}

export function createRequestPolicy({ deadlineMs, concurrency }: RequestPolicyOptions): RequestPolicy {
  const queue = new PQueue({ concurrency });
  return {
    async run(attempt, signal) {
      signal.throwIfAborted();
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(new DeadlinePassed()), deadlineMs);
      const leave = (): void => deadline.abort(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await queue.add(() => attempt(deadline.signal), { signal: deadline.signal });
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
      }
    },
    get inFlight() {
      return queue.pending;
    },
    get queued() {
      return queue.size;
    },
  };
}
