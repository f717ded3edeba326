import type { Call } from './call.ts';
import { isLive } from './call-state.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Times for which a value may be served, counted in milliseconds from the fetch. */
export interface Lifetime {
  /** Served without a request. */
  readonly freshMs: number;
  /** Served at once while a newer copy is fetched in the background. */
  readonly revalidateMs: number;
  /** Served, marked stale, only when the provider fails. */
  readonly usableMs: number;
}

const LIVE: Lifetime = { freshMs: 2 * SECOND, revalidateMs: 4 * SECOND, usableMs: 10 * MINUTE };
const JUST_ENDED: Lifetime = { freshMs: 15 * SECOND, revalidateMs: MINUTE, usableMs: DAY };
const UNDATED: Lifetime = { freshMs: 5 * MINUTE, revalidateMs: HOUR, usableMs: DAY };
const SETTLED: Lifetime = { freshMs: 6 * HOUR, revalidateMs: DAY, usableMs: 7 * DAY };
const ABSENT: Lifetime = { freshMs: 5 * SECOND, revalidateMs: 0, usableMs: 0 };

/** Analysis, summary and recording arrive within this time after the hang-up. */
const SETTLES_AFTER_MS = 10 * MINUTE;

/**
 * The lifetime of a call depends on its state: a live call changes by the second, a call that has just ended still awaits
 * its analysis, a settled call stays as it is. `null`, an absence, is kept for seconds.
 */
export function lifetimeOf(call: Call | null): Lifetime {
  if (call === null) return ABSENT;
  if (isLive(call.status)) return LIVE;
  const lastMoment = call.endedAt ?? call.answeredAt ?? call.startedAt ?? call.createdAt;
  if (lastMoment === null) return call.status === 'UNKNOWN' ? JUST_ENDED : UNDATED;
  return call.fetchedAt.getTime() - lastMoment.getTime() < SETTLES_AFTER_MS ? JUST_ENDED : SETTLED;
}

/** True when the call is past its fresh age at `nowMs`. A fetch in the future shows that the clock was set back: its age is unknown. */
export const isStale = (call: Call, nowMs: number): boolean =>
  Math.abs(nowMs - call.fetchedAt.getTime()) > lifetimeOf(call).freshMs;

/** True when nothing more is expected of the call: it has ended, and the time in which analysis, summary and recording arrive is over. */
export function isSettled(call: Call): boolean {
  const lifetime = lifetimeOf(call);
  return lifetime === SETTLED || lifetime === UNDATED;
}
