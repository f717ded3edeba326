/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. Work that does not hear of the
 * abort goes on unwatched: a pipeline into a pipelined response is one, for that response never emits `close`.
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
