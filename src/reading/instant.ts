import { readText } from './text.ts';
import { momentOf } from './time-zone.ts';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?$/;
/** Thirteen digits, from 2001 to 2286. Twelve or fourteen digits are more likely a date: `20260612093000`. */
const EPOCH_MILLISECONDS = /^\d{13}(?:\.\d+)?$/;
const MINUTE_MS = 60_000;

/**
 * Reads a moment in time, to the millisecond, from the forms that providers send: ISO 8601 with or without an offset and
 * with any number of decimals, or milliseconds since the epoch as a number or as text. Without an offset the time is
 * local to `timeZone` (an IANA name), or to UTC where that is missing or unknown. `null` for anything else, a bare date
 * included: its hour would be a guess.
 */
export function readInstant(value: unknown, timeZone: string | null = null): Date | null {
  const text = typeof value === 'number' ? String(value) : readText(value)?.trim();
  if (text === undefined) return null;
  if (EPOCH_MILLISECONDS.test(text)) return new Date(Math.trunc(Number(text)));
  const parts = ISO.exec(text);
  return parts === null ? null : fromParts(parts, timeZone);
}

function fromParts(parts: RegExpExecArray, timeZone: string | null): Date | null {
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60) return null;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== day) return null; // no such day in the calendar
  const millisecond = parts[7] === undefined ? 0 : Number(parts[7].slice(0, 3).padEnd(3, '0'));
  utc.setUTCHours(hour, minute, Math.min(second, 59), millisecond); // a leap second reads as the second before it

  if (parts[8] !== undefined) return inRange(utc.getTime());
  if (parts[9] !== undefined) {
    const [offsetHours, offsetMinutes] = [Number(parts[10]), Number(parts[11] ?? 0)];
    if (offsetHours > 23 || offsetMinutes > 59) return null;
    const offsetMs = (offsetHours * 60 + offsetMinutes) * MINUTE_MS;
    return inRange(utc.getTime() - (parts[9] === '-' ? -offsetMs : offsetMs));
  }
  return inRange(timeZone === null ? utc.getTime() : momentOf(utc, timeZone));
}

/** The moment `milliseconds` after `date`; `null` where its year does not have four digits. */
export const addMilliseconds = (date: Date, milliseconds: number): Date | null =>
  inRange(date.getTime() + milliseconds);

/** RFC 3339 has four digits for the year, so an offset must not move a time beyond either end. */
function inRange(epochMs: number): Date | null {
  const date = new Date(epochMs);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date : null;
}
