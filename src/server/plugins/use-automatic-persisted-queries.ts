import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';
import { hashOf } from './use-trusted-documents.ts';

/** Characters of all remembered queries together. The one not used for longest is forgotten first. */
const MAX_CHARACTERS = 4_000_000;

/**
 * Lets clients send a query’s SHA-256 in its place once this process has seen the two together. Yoga’s plugin keeps
 * a thousand queries of any size for 36 seconds, and answers an unknown hash with a status that some clients take
 * for a broken server.
 */
export function useAutomaticPersistedQueries(): ServerPlugin {
  const queries = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (query, hash) => query.length + hash.length,
  });
  return {
    onParams({ params, setParams }) {
      const hash = params.extensions === undefined ? null : hashOf(params);
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
            'The hash is not the SHA-256, in hexadecimal, of the query beside it.',
          );
        queries.set(hash, sent);
      }
    },
  };
}
