/** Milliseconds to wait before retry number `retry`, which is 1 for the first. */
export type Backoff = (retry: number) => number;

export interface BackoffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Exponential backoff with full jitter: a random wait below a ceiling that doubles with each retry. The jitter keeps
 * requests that failed together from being retried together. `random` returns a number from 0 up to 1.
 */
export const fullJitter =
  (random: () => number, { firstMs, longestMs }: BackoffOptions): Backoff =>
  (retry) =>
    random() * Math.min(longestMs, firstMs * 2 ** (retry - 1));
