import { type AbortSignalLike, LightAbortController } from './abort-signal.ts';

/** Waits for `milliseconds`, or until one of `signals` is aborted. `delay` waits by the machine's clock. */
export type Wait = (milliseconds: number, signals: readonly AbortSignalLike[]) => Promise<void>;

/**
 * Calls `listener` when `signal` is aborted; never for a signal that already is, so check `aborted` first. Returns a
 * function that removes the listener.
 */
export function onAbort(signal: AbortSignalLike, listener: () => void): () => void {
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/**
 * Calls `onTimeout` after `milliseconds`, plus one turn of the event loop. After a stall of the process, Node.js runs
 * timers before it reads sockets: the extra turn lets a response that has already arrived win. Returns a function
 * that cancels the timeout.
 */
export function startTimeout(milliseconds: number, onTimeout: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    immediate = setImmediate(onTimeout);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}

/** Resolves after `milliseconds`, or earlier, once one of `signals` is aborted. Never rejects. */
export function delay(milliseconds: number, signals: readonly AbortSignalLike[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      for (const removeListener of removeListeners) removeListener();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const removeListeners = signals.map((signal) => onAbort(signal, end));
  });
}

/** Resolves after `milliseconds`. Rejects with the signal's reason once the signal is aborted. */
export async function sleep(milliseconds: number, signal: AbortSignalLike): Promise<void> {
  await delay(milliseconds, [signal]);
  signal.throwIfAborted();
}

/** Settles as `promise` does, or rejects with `createError()` after `milliseconds`. The work behind `promise` goes on. */
export function withTimeout<T>(
  milliseconds: number,
  promise: Promise<T>,
  createError: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = startTimeout(milliseconds, () => reject(createError()));
    void promise.then(resolve, reject).finally(cancel);
  });
}

/** The abort reason of a task whose deadline has passed. */
export const DEADLINE = Symbol('deadline');

/**
 * Runs `task` with a signal that is aborted with `DEADLINE` after `milliseconds`, or with the reason of `signal` when
 * that is aborted first. Rejects with the same reason at that moment, whether or not the task has ended. `signal` must
 * not be aborted yet.
 */
export function withDeadline<T>(
  signal: AbortSignalLike,
  milliseconds: number,
  task: (signal: AbortSignalLike) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new LightAbortController();
    const abort = (reason: unknown): void => {
      release();
      reject(reason);
      controller.abort(reason);
    };
    const cancelTimeout = startTimeout(milliseconds, () => abort(DEADLINE));
    const removeListener = onAbort(signal, () => abort(signal.reason));
    const release = (): void => {
      cancelTimeout();
      removeListener();
    };
    task(controller).then(
      (value) => {
        release();
        resolve(value);
      },
      (error: unknown) => {
        release();
        reject(error);
      },
    );
  });
}
