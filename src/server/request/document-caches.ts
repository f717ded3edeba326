import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Characters of source text over all parsed documents in memory; each character takes 100 to 250 bytes. */
const MAX_DOCUMENT_CHARACTERS = 1_000_000;

/** Caches of parsed documents and of syntax errors, bounded by size because a document may have any length. */
export const createDocumentCaches = (): {
  documentCache: LRUCache<string, DocumentNode>;
  errorCache: LRUCache<string, Error>;
} => ({ documentCache: createTextCache(), errorCache: createTextCache() });

const createTextCache = <Parsed extends object>(): LRUCache<string, Parsed> =>
  new LRUCache({
    maxSize: MAX_DOCUMENT_CHARACTERS,
    sizeCalculation: (_parsed, text) => text.length + 1,
  });
