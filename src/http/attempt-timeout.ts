import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { onAbort, startTimeout } from '../domain/timing.ts';

/** The last byte of the response did not arrive within the time of one attempt. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
}

/**
 * Calls `onEnd` with the signal's reason once the signal is aborted, or with an `AttemptTimeout` after `milliseconds`.
 * Returns a function that cancels both.
 */
export function startAttemptTimeout(
  signal: AbortSignalLike,
  milliseconds: number,
  onEnd: (reason: unknown) => void,
): () => void {
  const cancelTimeout = startTimeout(milliseconds, () => onEnd(new AttemptTimeout()));
  const removeListener = onAbort(signal, () => onEnd(signal.reason));
  return () => {
    cancelTimeout();
    removeListener();
  };
}
