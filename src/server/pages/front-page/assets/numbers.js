/**
 * @typedef {import('../status.ts').Status} Status
 * @typedef {import('../status.ts').ProviderReport} ProviderReport
 * @typedef {import('../../../../domain/provider-statistics.ts').ProviderStatistics} ProviderStatistics
 * @typedef {import('../../../../domain/provider-statistics.ts').LatencyBucket} LatencyBucket
 * @typedef {{ readonly cached: number, readonly joined: number, readonly fetched: number }} Reads
 */

/** Seconds that the plots cover. */
export const WINDOW_SECONDS = 120;

/**
 * The counts between two snapshots; those since the start of the process when there is only one snapshot.
 * @param {ProviderStatistics} now
 * @param {ProviderStatistics} [before]
 * @returns {ProviderStatistics}
 */
export function since(now, before) {
  if (before === undefined) return now;
  const earlier = (/** @type {'errors' | 'cacheReads'} */ list, /** @type {string} */ name) =>
    before[list].find((each) => each.name === name)?.count ?? 0;
  return {
    requests: now.requests - before.requests,
    latency: now.latency.map(({ seconds, count }, index) => ({
      seconds,
      count: count - (before.latency[index]?.count ?? 0),
    })),
    errors: now.errors.map(({ name, count }) => ({ name, count: count - earlier('errors', name) })),
    cacheReads: now.cacheReads.map(({ name, count }) => ({
      name,
      count: count - earlier('cacheReads', name),
    })),
  };
}

/**
 * The latency that a share of the requests did not exceed, interpolated as if latencies were evenly spread in a bucket.
 * @param {readonly LatencyBucket[]} buckets
 * @param {number} share From 0 to 1.
 * @returns {{ readonly seconds: number, readonly atLeast: boolean } | null} `null` when there were no requests.
 */
export function quantile(buckets, share) {
  const rank = share * total(buckets);
  if (rank === 0) return null;
  let below = 0;
  let from = 0;
  for (const { seconds, count } of buckets) {
    if (below + count >= rank && count > 0) {
      if (seconds === null) break;
      return { seconds: from + (seconds - from) * ((rank - below) / count), atLeast: false };
    }
    below += count;
    from = seconds ?? from;
  }
  return { seconds: from, atLeast: true };
}

/**
 * Reads by origin. A stale copy served because of an error is skipped: it has been counted as fetched already.
 * @param {ProviderStatistics} statistics
 * @returns {Reads}
 */
export function readsOf({ cacheReads }) {
  const reads = { cached: 0, joined: 0, fetched: 0 };
  for (const { name, count } of cacheReads) {
    if (name === 'stale-if-error') continue;
    reads[name === 'fetched' ? 'fetched' : name === 'coalesced' ? 'joined' : 'cached'] += count;
  }
  return reads;
}

/**
 * Requests that failed, without those that were aborted because no client waited for them.
 * @param {ProviderStatistics} statistics
 */
export const failuresOf = ({ errors }) => total(errors.filter(({ name }) => name !== 'ABORTED'));

/** @param {readonly { readonly count: number }[]} counts */
export const total = (counts) => counts.reduce((sum, { count }) => sum + count, 0);

/** @param {number} value */
export const formatCount = (value) => value.toLocaleString('en');

/** @param {number} perSecond */
export const formatRate = (perSecond) =>
  perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(perSecond === 0 ? 0 : 1);

/** @param {number} share From 0 to 1. */
export const formatShare = (share) => {
  const percent = share * 100;
  return `${percent > 99 && percent < 100 ? '>99' : percent > 0 && percent < 1 ? '<1' : Math.round(percent)} %`;
};

/** @param {ReturnType<typeof quantile>} latency */
export function formatLatency(latency) {
  if (latency === null) return '–';
  const { seconds, atLeast } = latency;
  const text = seconds < 1 ? `${Math.max(1, Math.round(seconds * 1_000))} ms` : `${seconds.toFixed(1)} s`;
  return atLeast ? `over ${text}` : text;
}

/** @param {number} seconds */
export function formatDuration(seconds) {
  const units = /** @type {const} */ ([
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ]);
  const first = units.findIndex(([, length]) => seconds >= length);
  if (first < 0) return '0 s';
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** @param {number} bytes */
export const formatBytes = (bytes) =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1_024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
