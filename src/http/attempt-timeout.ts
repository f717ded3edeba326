import type { AbortSignalLike } from '../domain/abort-signal.ts';

/** The time for one attempt ran out before the last byte arrived. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
}

/**
 * Calls `onEnd` with the signal's reason once the signal is aborted, or with `AttemptTimeout` after `milliseconds`. The
 * function that it returns cancels both.
 */
export function startAttemptTimeout(
  signal: AbortSignalLike,
  milliseconds: number,
  onEnd: (reason: unknown) => void,
): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const onAbort = (): void => onEnd(signal.reason);
  const timer = setTimeout(() => {
    immediate = setImmediate(onEnd, new AttemptTimeout()); // a response that arrived while this process was busy counts
  }, milliseconds);
  signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
    signal.removeEventListener('abort', onAbort);
  };
}
