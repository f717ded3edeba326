import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
/** Days that share one offset unless the clocks change among them. No zone has changed its clocks twice in so short a time. */
const DAYS_PER_SPAN = 8;
/** Longer than the name of any zone. */
const LONGEST_NAME = 64;

/** Times before and after these years have the offset of the nearest one, so that the offsets of a zone are few. */
const EARLIEST_MS = Date.UTC(1880, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/**
 * Most offsets that are kept: computing one takes 10 µs, a thousand times as long as looking it up. All spans of a zone
 * are 10,000.
 */
const MAX_OFFSETS = 20_000;
const CHANGES = 'changes';
/** Milliseconds ahead of UTC at midnight, or during a whole span or day, by zone and time. */
const offsets = new Map<string, number | typeof CHANGES>();
/** Names that no zone has. Finding that out takes 130 µs. */
const unknownZones = new Set<string>();
const MAX_UNKNOWN_ZONES = 1_000;

/**
 * The moment, in milliseconds since the epoch, at which clocks in `timeZone` show the time that `wall` shows in UTC; the
 * moment of `wall` itself for an unknown zone. A time in a skipped hour counts as if the clocks had not changed; a time
 * that occurs twice is the first.
 */
export function momentOf(wall: Date, timeZone: string): number {
  const wallMs = wall.getTime();
  const zone = timeZone.trim();
  if (zone.length > LONGEST_NAME || unknownZones.has(zone)) return wallMs;
  return wallMs - offsetIn(zone, Math.min(Math.max(wallMs, EARLIEST_MS), LATEST_MS));
}

function offsetIn(zone: string, wallMs: number): number {
  const day = Math.floor(wallMs / DAY_MS);
  const span = Math.floor(day / DAYS_PER_SPAN) * DAYS_PER_SPAN;
  const ofSpan = offsetOfDays(zone, span, DAYS_PER_SPAN);
  if (ofSpan !== CHANGES) return ofSpan;
  const ofDay = offsetOfDays(zone, day, 1);
  return ofDay === CHANGES ? offsetAt(wallMs, zone) : ofDay;
}

/** A zone with equal offsets at both ends of a few days keeps that offset in between. */
function offsetOfDays(zone: string, day: number, days: number): number | typeof CHANGES {
  return remembered(`${days} ${day} ${zone}`, () => {
    const offset = offsetAtMidnight(zone, day);
    return offset === offsetAtMidnight(zone, day + days) ? offset : CHANGES;
  });
}

const offsetAtMidnight = (zone: string, day: number): number | typeof CHANGES =>
  remembered(`${day} ${zone}`, () => offsetAt(day * DAY_MS, zone));

function remembered(key: string, compute: () => number | typeof CHANGES): number | typeof CHANGES {
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = compute();
    if (offsets.size >= MAX_OFFSETS) offsets.clear(); // the offsets in use are soon computed again
    offsets.set(key, offset);
  }
  return offset;
}

/** Milliseconds that clocks in `zone` are ahead of UTC when they show the time that UTC shows at `wallMs`. */
function offsetAt(wallMs: number, zone: string): number {
  if (unknownZones.has(zone)) return 0;
  try {
    const local = Temporal.PlainDateTime.from(new Date(wallMs).toISOString().slice(0, -1));
    return wallMs - local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  } catch {
    if (unknownZones.size >= MAX_UNKNOWN_ZONES) unknownZones.clear();
    unknownZones.add(zone);
    return 0;
  }
}
