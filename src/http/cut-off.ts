import type { Cancellation } from '../domain/cancellation.ts';

/** The time for one attempt ran out before the last byte came. */
export class AttemptTooLate extends Error {
  override readonly name = 'AttemptTooLate';
}

/**
 * Calls `cut` with the signal's reason once that is aborted, or with `AttemptTooLate` after `milliseconds`, unless the
 * function that it returns is called before.
 */
export function cutOff(
  signal: Cancellation,
  milliseconds: number,
  cut: (reason: unknown) => void,
): () => void {
  let tooLate: NodeJS.Immediate | undefined;
  const leave = (): void => cut(signal.reason);
  const timer = setTimeout(() => {
    tooLate = setImmediate(cut, new AttemptTooLate()); // what came while this process was busy still counts
  }, milliseconds);
  signal.addEventListener('abort', leave, { once: true });
  return () => {
    clearTimeout(timer);
    clearImmediate(tooLate);
    signal.removeEventListener('abort', leave);
  };
}
