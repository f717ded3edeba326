import type { AbortSignalLike } from '../domain/abort-signal.ts';

/** The time for one attempt ran out before the last byte came. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTooLate';
}

/**
 * Calls `cut` with the signal's reason once that is aborted, or with `AttemptTooLate` after `milliseconds`, unless the
 * function that it returns is called before.
 */
export function startAttemptTimeout(
  signal: AbortSignalLike,
  milliseconds: number,
  onEnd: (reason: unknown) => void,
): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const onAbort = (): void => onEnd(signal.reason);
  const timer = setTimeout(() => {
    immediate = setImmediate(onEnd, new AttemptTimeout()); // what came while this process was busy still counts
  }, milliseconds);
  signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
    signal.removeEventListener('abort', onAbort);
  };
}
