import { type AbortSignalLike, LightAbortController } from '../domain/abort-signal.ts';

/** Marks the abort of what ran out of time. */
export const DEADLINE = Symbol('deadline');

/**
 * Runs `task` with a signal that is aborted after `milliseconds`, with `DEADLINE`, and together with `signal`, with
 * its reason. Rejects with that reason at the same moment, whether the task heeds it or not.
 */
export function withDeadline<T>(
  signal: AbortSignalLike,
  milliseconds: number,
  task: (signal: AbortSignalLike) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new LightAbortController();
    const cut = (reason: unknown): void => {
      settle();
      reject(reason);
      controller.abort(reason);
    };
    const leave = (): void => cut(signal.reason);
    const timer = setTimeout(cut, milliseconds, DEADLINE);
    signal.addEventListener('abort', leave, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    };
    task(controller).then(
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
