/** Longest pause that this server honours, in seconds: a day. */
const MAX_SECONDS = 86_400;

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date counted from `nowMs`. Whole seconds, rounded up, so that
 * no request is sent early; `null` when it is missing or cannot be read.
 */
export function readRetryAfterSeconds(header: string | string[] | undefined, nowMs: number): number | null {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Math.ceil(Number(value)), MAX_SECONDS);
  if (!/[a-z]/i.test(value)) return null; // `Date.parse` would make a year of "-5"
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.min(Math.max(Math.ceil((date - nowMs) / 1_000), 0), MAX_SECONDS);
}
