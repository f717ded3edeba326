/** How long to wait before repeat number `repeat` (1 for the first), in milliseconds. */
export type Backoff = (retry: number) => number;

export interface BackoffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Full jitter: anywhere between nothing and a ceiling that doubles with each repeat, so that many who failed
 * together do not come back together. `random` yields numbers from 0 up to 1.
 */
export const fullJitter =
  (random: () => number, { firstMs, longestMs }: BackoffOptions): Backoff =>
  (retry) =>
    random() * Math.min(longestMs, firstMs * 2 ** (retry - 1));
