const MINUTE_MS = 60_000;

/** Parses ISO 8601 text to milliseconds since the epoch. */
export const epochMs = (isoTime: string): number => Date.parse(isoTime);

/** RFC 3339 in UTC with whole seconds: `2026-09-14T09:30:00Z`. */
export const utcTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/**
 * RFC 3339 at a fixed offset, such as `-04:00`. `micros` are the six digits after the seconds. The caller passes all
 * six, because the clock has milliseconds only.
 */
export const offsetTime = (ms: number, offset: string, micros?: string): string => {
  const sign = offset.startsWith('-') ? -1 : 1;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  const wallClock = new Date(ms + sign * minutes * MINUTE_MS).toISOString().slice(0, 19);
  return `${wallClock}${micros === undefined ? '' : `.${micros}`}${offset}`;
};

/** Local time in an IANA time zone, without an offset: `2026-09-14T11:30:00`. */
export const wallClockTime = (ms: number, timeZone: string): string =>
  formatterOf(timeZone).format(ms).replace(' ', 'T');

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes longer than the rest of a list's row. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
