import { type DocumentNode, type GraphQLError, Lexer, parse, Source, TokenKind } from 'graphql';
import type { OperationLimits } from '../../config/limits.ts';
import { measureOperations } from '../request/document-size.ts';
import { countComparisons } from '../request/field-comparisons.ts';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** The deepest that `__schema` and `__type` may be nested. The introspection query of graphql-js, and tools like it, need 16. */
const MAX_INTROSPECTION_DEPTH = 24;

/** The most aliases of and below `__schema` and `__type`, which tools do not use. Ninety make a response of 17 MB. */
const MAX_INTROSPECTION_ALIASES = 5;

/** The most comparisons of fields in the validation of a document, each of up to 3 µs. The introspection query takes 200. */
const MAX_COMPARISONS = 10_000;

/** The limits that do not depend on a document's variables. */
export type DocumentLimits = Omit<OperationLimits, 'upstreamRequests' | 'responseFields' | 'responseBytes'>;

/**
 * Rejects documents that exceed a limit, before the costlier validation reads them. Only valid documents
 * are remembered. GraphQL Armor's rules do not fit: they throw a syntax error without a code, which ends validation at the
 * first error, they count introspection and fragments differently, and the token limit wraps the lexer in a proxy.
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
  const text = textOf(source);
  if (countOf(COMMENT, text, tokens) > tokens)
    throw exceeded('tokens', tokens, undefined, 'Comments count as tokens. Leave them out.');
  if (countOf(LINE_BREAK, text, tokens) > tokens)
    throw exceeded('tokens', tokens, undefined, 'Line breaks count as tokens. Leave them out.');
  try {
    return parse(source, { ...options, maxTokens: tokens });
  } catch (error) {
    if (hasMoreTokens(source, tokens))
      throw exceeded(
        'tokens',
        tokens,
        undefined,
        'Select fewer fields, or move ids from the query to variables.',
      );
    if (error instanceof RangeError)
      throw exceeded('depth', depth, undefined, 'It is nested too deeply to be parsed.');
    throw error;
  }
}

const textOf = (source: string | Source): string => (typeof source === 'string' ? source : source.body);

/** The parser keeps each comment in memory, as it does a token, and does not count it. */
const COMMENT = /#/g;
/** Each error counts the line breaks before its place: half a megabyte of them cost it 60 ms. */
const LINE_BREAK = /[\n\r]/g;

/** The matches of `pattern` in a document, those within strings included; stops counting above `most`. */
function countOf(pattern: RegExp, text: string, most: number): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (count <= most && pattern.test(text)) count += 1;
  return count;
}

/** Counts tokens again, after a failure only, because graphql-js gives no code that tells why parsing failed. */
function hasMoreTokens(source: string | Source, tokens: number): boolean {
  const lexer = new Lexer(new Source(textOf(source)));
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
    check('depth', limits.depth, size.depth, 'Select less deeply nested fields.');
    check(
      'depth',
      MAX_INTROSPECTION_DEPTH,
      size.introspectionDepth,
      'Select less deeply nested fields of the introspection.',
    );
    check(
      'aliases',
      MAX_INTROSPECTION_ALIASES,
      size.introspectionAliases,
      'Introspect the schema without aliases.',
    );
    check(
      'aliases',
      limits.aliases,
      size.aliases,
      'Read many calls with "calls(ids: ...)", without aliases.',
    );
    check('rootFields', limits.rootFields, size.rootFields, 'Read many calls with "calls(ids: ...)".');
    check('directives', limits.directives, size.directives, 'Leave fields out instead of skipping them.');
  }
  return errors.size > 0 ? [...errors.values()] : excessOfComparisons(document);
}

function excessOfComparisons(document: DocumentNode): GraphQLError[] {
  if (countComparisons(document, MAX_COMPARISONS) <= MAX_COMPARISONS) return [];
  const advice = 'Select each field once, and define fewer fragments.';
  return [exceeded('fieldComparisons', MAX_COMPARISONS, undefined, advice)];
}

const NAMES: Readonly<Record<string, string>> = {
  rootFields: 'root fields',
  depth: 'levels of fields',
  fieldComparisons: 'comparisons of fields',
};

function exceeded(limit: string, allowed: number, found: number | undefined, advice: string): GraphQLError {
  const name = NAMES[limit] ?? limit;
  const has = found === undefined ? '' : `; this one has ${found}`;
  return requestError('LIMIT_EXCEEDED', `An operation may have ${allowed} ${name} at most${has}. ${advice}`, {
    details: { limit, allowed, ...(found !== undefined && { found }) },
  });
}
