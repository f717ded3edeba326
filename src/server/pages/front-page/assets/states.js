/** @typedef {import('./numbers.js').ProviderReport} ProviderReport */

/**
 * A provider's state as text and as a mark. Marks differ by shape, not by colour alone.
 * @typedef {{ readonly name: 'well' | 'waiting' | 'failing' | 'unknown', readonly text: string }} State
 */

/** A disc, a triangle, a square and a ring, in a box of 10 by 10. */
export const MARKS = {
  well: 'M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8Z',
  waiting: 'M5 .8 9.6 9H.4Z',
  failing: 'M1 1h8v8h-8Z',
  unknown: 'M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8Zm0 1.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5Z',
};

/**
 * @param {ProviderReport} provider
 * @returns {State}
 */
export function stateOf({ configured, healthy, breakerState, rateLimit }) {
  if (!configured) return { name: 'unknown', text: 'No key' };
  if (breakerState === 'OPEN') return { name: 'failing', text: 'Failing, breaker open' };
  if (breakerState === 'HALF_OPEN') return { name: 'waiting', text: 'Trying again' };
  const pause = rateLimit?.pausedForSeconds ?? 0;
  if (pause > 0) return { name: 'waiting', text: 'Paused by rate limit' };
  if (healthy === null) return { name: 'unknown', text: 'No traffic yet' };
  return healthy ? { name: 'well', text: 'Healthy' } : { name: 'failing', text: 'Failing' };
}

/** @param {ProviderReport} provider */
export function describeLimit({ rateLimit }) {
  if (rateLimit === null) return 'none reported';
  const { limit, remaining, pausedForSeconds } = rateLimit;
  if (pausedForSeconds > 0) return `paused for ${pausedForSeconds} s`;
  if (remaining === null) return limit === null ? 'none reported' : `${limit}`;
  return limit === null ? `${remaining} left` : `${remaining} of ${limit} left`;
}
