import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentBytes } from '../request/document-bytes.ts';
import { documentWork } from '../request/request-work.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** Bytes of all remembered documents together: some hundred of the usual size. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Parses and validates a document once, and remembers it, bounded by bytes. Yoga's cache counts documents, not bytes, and
 * remembers rejected documents with their errors, which hold them: 200 distinct ones of 4 KB took 250 MB. A rejected
 * document is not remembered here.
 */
export function useDocumentCache(): ServerPlugin {
  const valid = new LRUCache<string, DocumentNode>({ maxSize: MAX_BYTES, sizeCalculation: documentBytes });
  return {
    onParse({ params: { source }, context, setParsedDocument }) {
      const text = String(source);
      const known = valid.get(text);
      if (known !== undefined) setParsedDocument(known);
      else context.state.charge(documentWork(text.length));
    },
    onValidate({ params: { documentAST }, setResult }) {
      const text = documentAST.loc?.source.body;
      if (text === undefined) return undefined;
      if (valid.peek(text) === documentAST) {
        setResult([]);
        return undefined;
      }
      return ({ valid: isValid }) => {
        if (isValid) valid.set(text, documentAST);
      };
    },
  };
}
