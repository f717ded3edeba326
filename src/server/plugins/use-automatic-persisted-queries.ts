import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { persistedQueryHashOf } from '../request/document-id.ts';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** Bytes of all registered queries together. The least recently used query is evicted first. */
const MAX_BYTES = 8 * 1024 * 1024;
/** The size of an entry beside its query, whose characters take one or two bytes each. */
const BYTES_PER_ENTRY = 512;

/**
 * Lets clients send a query's SHA-256 in its place once this process has seen both together. Yoga's plugin keeps a
 * thousand queries of any size for 36 seconds, and rejects an unknown hash with a status that some clients take for a
 * broken server.
 */
export function useAutomaticPersistedQueries(): ServerPlugin {
  const queries = new LRUCache<string, string>({
    maxSize: MAX_BYTES,
    sizeCalculation: (query) => BYTES_PER_ENTRY + query.length * 2,
  });
  return {
    onParams({ params, setParams }) {
      const hash = params.extensions === undefined ? null : persistedQueryHashOf(params);
      if (hash === null) return;
      const sent: unknown = params.query;
      if (sent === undefined || sent === null || sent === '') {
        const query = queries.get(hash);
        // Clients of this protocol look for exactly this message.
        if (query === undefined) throw requestError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
        setParams({ ...params, query });
      } else if (typeof sent === 'string') {
        if (createHash('sha256').update(sent).digest('hex') !== hash.toLowerCase())
          throw requestError(
            'PERSISTED_QUERY_MISMATCH',
            'The hash is not the SHA-256, in hexadecimal, of the query sent with it.',
          );
        queries.set(hash, sent);
      }
    },
  };
}
