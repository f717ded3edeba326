/** The source of the time, in milliseconds since the epoch. Injected, so that tests need not sleep. */
export interface Clock {
  now(): number;
  /** Milliseconds since an arbitrary moment. Unlike `now`, it is never set back or forward. Absent where `now` never is. */
  monotonic?(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** The time by which lengths of time are measured. */
export const monotonicNow = (clock: Clock): number => clock.monotonic?.() ?? clock.now();
