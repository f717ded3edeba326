import { type DocumentNode, type GraphQLError, Lexer, parse, Source, TokenKind } from 'graphql';
import type { OperationLimits } from '../../config/limits.ts';
import { measureOperations } from '../request/document-size.ts';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** How deep `__schema` and `__type` may go: graphql-js’s own introspection query, and tools like it, need 16. */
const MAX_INTROSPECTION_DEPTH = 24;

/** The limits that a document keeps or breaks whatever its variables are. */
export type DocumentLimits = Omit<OperationLimits, 'upstreamRequests'>;

/**
 * Refuses documents that ask for too much, before the costlier validation looks at them; the verdict is cached with
 * the document. GraphQL Armor’s rules do not fit: they throw a syntax error without a code that ends validation at the
 * first, count introspection and fragments by rules of their own, and its token limit wraps the lexer in a proxy.
 */
export function useDocumentLimits(limits: DocumentLimits): ServerPlugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, options) => parseWithin(limits, source, options));
    },
    onValidate({ validateFn, setValidationFn }) {
      setValidationFn((schema, document, ...rest) => {
        const excesses = excessesOf(document, limits);
        return excesses.length > 0 ? excesses : validateFn(schema, document, ...rest);
      });
    },
  };
}

function parseWithin(
  { tokens, depth }: DocumentLimits,
  source: string | Source,
  options: object | undefined,
): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens: tokens });
  } catch (error) {
    if (hasMoreTokens(source, tokens))
      throw exceeded(
        'tokens',
        tokens,
        undefined,
        'Ask for fewer fields, or move ids from the query to variables.',
      );
    if (error instanceof RangeError)
      throw exceeded('depth', depth, undefined, 'It is nested too deeply to be read.');
    throw error;
  }
}

/** Counts again, after a failure only, for graphql-js does not say by a code which kind of failure it was. */
function hasMoreTokens(source: string | Source, tokens: number): boolean {
  const lexer = new Lexer(typeof source === 'string' ? new Source(source) : source);
  try {
    for (let count = 0; count <= tokens; count += 1) if (lexer.advance().kind === TokenKind.EOF) return false;
    return true;
  } catch {
    return false;
  }
}

function excessesOf(document: DocumentNode, limits: DocumentLimits): GraphQLError[] {
  const errors = new Map<string, GraphQLError>();
  for (const size of measureOperations(document)) {
    const check = (limit: string, allowed: number, found: number, advice: string): void => {
      if (found > allowed) errors.set(limit, exceeded(limit, allowed, found, advice));
    };
    check('depth', limits.depth, size.depth, 'Ask for less deeply nested fields.');
    check('depth', MAX_INTROSPECTION_DEPTH, size.introspectionDepth, 'Ask introspection for less.');
    check('aliases', limits.aliases, size.aliases, 'Ask for many calls by "calls(ids: …)", without aliases.');
    check('rootFields', limits.rootFields, size.rootFields, 'Ask for many calls by "calls(ids: …)".');
    check('directives', limits.directives, size.directives, 'Leave out fields rather than skip them.');
  }
  return [...errors.values()];
}

const NAMES: Readonly<Record<string, string>> = { rootFields: 'root fields', depth: 'levels of fields' };

function exceeded(limit: string, allowed: number, found: number | undefined, advice: string): GraphQLError {
  const name = NAMES[limit] ?? limit;
  const has = found === undefined ? '' : `; this one has ${found}`;
  return requestError('LIMIT_EXCEEDED', `An operation may have ${allowed} ${name} at most${has}. ${advice}`, {
    details: { limit, allowed, ...(found !== undefined && { found }) },
  });
}
