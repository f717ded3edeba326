import type { AbortSignalLike } from '../domain/abort-signal.ts';

/** Settles as `task` does, or rejects with the signal's reason when it aborts first. */
export function beforeAbort<Value>(task: Promise<Value>, signal: AbortSignalLike): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    task.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
