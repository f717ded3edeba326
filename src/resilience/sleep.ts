import type { AbortSignalLike } from '../domain/abort-signal.ts';

/** Resolves after `milliseconds`; rejects with the signal's reason once it is aborted. */
export function sleep(milliseconds: number, signal: AbortSignalLike): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const wake = (): void => {
      signal.removeEventListener('abort', cut);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    const cut = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', cut, { once: true });
  });
}
