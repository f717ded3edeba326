import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
/** No zone's name is as long. */
const LONGEST_NAME = 64;

/** How many offsets are remembered: to ask for one takes a thousand times as long as to look it up. */
const MAX_OFFSETS = 1_000;
const CHANGES = 'changes';
/** In milliseconds ahead of UTC, by day and zone. */
const offsets = new Map<string, number | typeof CHANGES>();

/**
 * The moment, in milliseconds since the epoch, at which clocks in `timeZone` show what `wall` shows in UTC; that of
 * `wall` itself for an unknown zone. An hour that is skipped counts on as clocks would have; of one that is repeated
 * it is the first.
 */
export function momentOf(wall: Date, timeZone: string): number {
  const zone = timeZone.trim();
  if (zone.length > LONGEST_NAME) return wall.getTime();
  const day = Math.floor(wall.getTime() / DAY_MS);
  const key = `${day} ${zone}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = offsetOfDay(day, zone);
    if (offsets.size >= MAX_OFFSETS) offsets.clear(); // what is needed is soon there again
    offsets.set(key, offset);
  }
  return wall.getTime() - (offset === CHANGES ? offsetAt(wall.getTime(), zone) : offset);
}

/** A zone that keeps its offset from one midnight to the next keeps it in between. */
function offsetOfDay(day: number, zone: string): number | typeof CHANGES {
  const offset = offsetAt(day * DAY_MS, zone);
  return offset === offsetAt((day + 1) * DAY_MS, zone) ? offset : CHANGES;
}

/** By how many milliseconds clocks in `zone` are ahead of UTC when they show what those of UTC show at `wallMs`. */
function offsetAt(wallMs: number, zone: string): number {
  try {
    const local = Temporal.PlainDateTime.from(new Date(wallMs).toISOString().slice(0, -1));
    return wallMs - local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  } catch {
    return 0;
  }
}
