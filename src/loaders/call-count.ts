import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { ProviderError } from '../domain/errors.ts';
import type { SourceReport } from './call-log-report.ts';
import { isCounted, type ProviderLists } from './provider-lists.ts';

/** The number of calls in a log. */
export interface CallCount {
  readonly value: number;
  readonly precision: 'EXACT' | 'AT_LEAST';
}

/** GraphQL's greatest `Int`. */
const MAX_INT = 2_147_483_647;

/**
 * Counts the log by the totals that its providers state; `null` when none states one. A count is exact when every provider
 * answered, states totals, and applies the whole filter exactly. Of providers that do not, at least nothing is counted.
 */
export async function countCalls(
  read: readonly ProviderLists[],
  reports: readonly SourceReport[],
  { signal, maxRequests }: { readonly signal: AbortSignalLike; readonly maxRequests: number },
): Promise<CallCount | null> {
  const failed = reports.filter(({ state }) => state === 'FAILED').map(({ provider }) => provider);
  let left = maxRequests;
  const parts = await Promise.all(
    read.map(async (each) => {
      const { lists, upstream } = each;
      left -= lists.length;
      if (left < 0 || !isCounted(each) || failed.includes(upstream.provider.id)) return null;
      return partOf(each, await Promise.all(lists.map((list) => totalOf(list, signal))));
    }),
  );
  const known = parts.filter((part) => part !== null);
  if (known.length === 0 && parts.length > 0) return null;
  const value = Math.min(
    MAX_INT,
    known.reduce((sum, part) => sum + part.value, 0),
  );
  const isExact = failed.length === 0 && parts.every((part) => part?.precision === 'EXACT');
  return { value, precision: isExact ? 'EXACT' : 'AT_LEAST' };
}

/** A call may stand in the lists of several agents, so the totals of those lists have no sum. */
function partOf({ directory }: ProviderLists, totals: readonly (number | null)[]): CallCount | null {
  const known = totals.filter((total) => total !== null);
  if (known.length === 0 && totals.length > 0) return null;
  const sum = known.reduce((one, other) => one + other, 0);
  if (directory !== null && totals.length > 1) return { value: Math.max(...known), precision: 'AT_LEAST' };
  return { value: sum, precision: known.length === totals.length ? 'EXACT' : 'AT_LEAST' };
}

async function totalOf(
  list: ProviderLists['lists'][number],
  signal: AbortSignalLike,
): Promise<number | null> {
  try {
    return await list.total(signal);
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}
