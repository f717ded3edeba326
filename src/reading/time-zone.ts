import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
/** Longer than the name of any zone. */
const LONGEST_NAME = 64;

/** Most offsets that are kept: computing an offset takes a thousand times as long as looking it up. */
const MAX_OFFSETS = 1_000;
const CHANGES = 'changes';
/** Milliseconds ahead of UTC, by day and zone. */
const offsets = new Map<string, number | typeof CHANGES>();

/**
 * The moment, in milliseconds since the epoch, at which clocks in `timeZone` show the time that `wall` shows in UTC; the
 * moment of `wall` itself for an unknown zone. A time in a skipped hour counts as if the clocks had not changed; a time
 * that occurs twice is the first.
 */
export function momentOf(wall: Date, timeZone: string): number {
  const zone = timeZone.trim();
  if (zone.length > LONGEST_NAME) return wall.getTime();
  const day = Math.floor(wall.getTime() / DAY_MS);
  const key = `${day} ${zone}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = offsetOfDay(day, zone);
    if (offsets.size >= MAX_OFFSETS) offsets.clear(); // the offsets in use are soon computed again
    offsets.set(key, offset);
  }
  return wall.getTime() - (offset === CHANGES ? offsetAt(wall.getTime(), zone) : offset);
}

/** A zone with equal offsets at both midnights of a day keeps that offset in between. */
function offsetOfDay(day: number, zone: string): number | typeof CHANGES {
  const offset = offsetAt(day * DAY_MS, zone);
  return offset === offsetAt((day + 1) * DAY_MS, zone) ? offset : CHANGES;
}

/** Milliseconds that clocks in `zone` are ahead of UTC when they show the time that UTC shows at `wallMs`. */
function offsetAt(wallMs: number, zone: string): number {
  try {
    const local = Temporal.PlainDateTime.from(new Date(wallMs).toISOString().slice(0, -1));
    return wallMs - local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  } catch {
    return 0;
  }
}
