/** @typedef {import('./numbers.js').ProviderReport} ProviderReport */

/**
 * How a provider is doing, in a word and with a mark: told apart by shape, not by colour alone.
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
  if (breakerState === 'OPEN') return { name: 'failing', text: 'Failing, left alone' };
  if (breakerState === 'HALF_OPEN') return { name: 'waiting', text: 'Being tried again' };
  const pause = rateLimit?.pausedForSeconds ?? 0;
  if (pause > 0) return { name: 'waiting', text: 'Asked for a pause' };
  if (healthy === null) return { name: 'unknown', text: 'Not asked yet' };
  return healthy ? { name: 'well', text: 'Healthy' } : { name: 'failing', text: 'Failing' };
}

/** @param {ProviderReport} provider */
export function describeLimit({ rateLimit }) {
  if (rateLimit === null) return 'none stated';
  const { limit, remaining, pausedForSeconds } = rateLimit;
  if (pausedForSeconds > 0) return `paused for ${pausedForSeconds} s`;
  if (remaining === null) return limit === null ? 'none stated' : `${limit}`;
  return limit === null ? `${remaining} left` : `${remaining} of ${limit} left`;
}
