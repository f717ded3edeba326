import type { Call } from './call.ts';
import { isLive } from './call-state.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long what was fetched may be served, counted in milliseconds from the fetch. */
export interface Lifetime {
  /** Served as it is. */
  readonly freshMs: number;
  /** Served at once while a newer copy is fetched behind it. */
  readonly revalidateMs: number;
  /** Served, marked stale, only because the provider failed. */
  readonly usableMs: number;
}

const LIVE: Lifetime = { freshMs: 2 * SECOND, revalidateMs: 4 * SECOND, usableMs: 10 * MINUTE };
const JUST_ENDED: Lifetime = { freshMs: 15 * SECOND, revalidateMs: MINUTE, usableMs: DAY };
const UNDATED: Lifetime = { freshMs: 5 * MINUTE, revalidateMs: HOUR, usableMs: DAY };
const SETTLED: Lifetime = { freshMs: 6 * HOUR, revalidateMs: DAY, usableMs: 7 * DAY };
const ABSENT: Lifetime = { freshMs: 5 * SECOND, revalidateMs: 0, usableMs: 0 };

/** Analysis, summary and recording arrive after the hang-up; by then they have. */
const SETTLES_AFTER_MS = 10 * MINUTE;

/**
 * Freshness follows the call: a live one changes by the second, one that has just ended still awaits its
 * analysis, a settled one stays as it is. `null`, an absence, is remembered for seconds.
 */
export function lifetimeOf(call: Call | null): Lifetime {
  if (call === null) return ABSENT;
  if (isLive(call.status)) return LIVE;
  const lastMoment = call.endedAt ?? call.answeredAt ?? call.startedAt ?? call.createdAt;
  if (lastMoment === null) return call.status === 'UNKNOWN' ? JUST_ENDED : UNDATED;
  return call.fetchedAt.getTime() - lastMoment.getTime() < SETTLES_AFTER_MS ? JUST_ENDED : SETTLED;
}

/** True when the call, as fetched, is past its fresh age at `nowMs`. */
export const isStale = (call: Call, nowMs: number): boolean =>
  nowMs - call.fetchedAt.getTime() > lifetimeOf(call).freshMs;

/** True when nothing more is expected of the call: it has ended, and the time in which analysis, summary and recording arrive is over. */
export function isSettled(call: Call): boolean {
  const lifetime = lifetimeOf(call);
  return lifetime === SETTLED || lifetime === UNDATED;
}
