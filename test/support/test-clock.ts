import type { Clock } from '../../src/domain/clock.ts';

/** A clock that moves only when the test advances it. */
export interface TestClock extends Clock {
  advance(milliseconds: number): void;
}

export function createTestClock(startMs = Date.parse('2026-06-01T12:00:00Z')): TestClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (milliseconds) => {
      nowMs += milliseconds;
    },
  };
}
