import type { Clock } from '../../src/domain/clock.ts';

/** A clock that moves only when the test moves it. */
export interface TestClock extends Clock {
  monotonic(): number;
  /** Time goes by. */
  advance(milliseconds: number): void;
  /** The machine's clock is set, to an earlier time when `milliseconds` is negative. No time goes by. */
  set(milliseconds: number): void;
}

export function createTestClock(startMs = Date.parse('2026-06-01T12:00:00Z')): TestClock {
  let passedMs = 0;
  let offsetMs = startMs;
  return {
    now: () => offsetMs + passedMs,
    monotonic: () => passedMs,
    advance: (milliseconds) => {
      passedMs += milliseconds;
    },
    set: (milliseconds) => {
      offsetMs += milliseconds;
    },
  };
}
