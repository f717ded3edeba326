import { GraphQLError } from 'graphql';
import { SwitchboardError } from '../../domain/errors.ts';

/** What an error that nobody foresaw tells its reader, and nothing else. */
export const UNEXPECTED =
  'Something went wrong on this server. Its operator finds the request’s id in the log.';

/** Told of an error that nobody foresaw, and in which request. */
export type OnUnexpected = (error: unknown, requestId: string) => void;

/**
 * Decides what clients see of an error: one of ours with its code and details, a fault in the query as graphql-js
 * words it, and of anything else nothing but that it happened, in which request.
 */
export function maskError(error: unknown, requestId: string, onUnexpected: OnUnexpected): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    if (error instanceof SwitchboardError)
      return new GraphQLError(error.message, { extensions: extensionsOf(error) });
    if (!isAbort(error)) onUnexpected(error, requestId);
    return new GraphQLError(UNEXPECTED, { extensions: unexpected(requestId, null) });
  }
  const original = error.originalError;
  if (original instanceof SwitchboardError) return at(error, original.message, extensionsOf(original));
  if (isExpected(error)) return error;
  if (!isAbort(original)) onUnexpected(original ?? error, requestId);
  return at(error, UNEXPECTED, unexpected(requestId, error.path));
}

/** True of what reads are called off with when their client has gone: nobody is left to be told, and nothing is wrong. */
const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** True of a fault in the query itself. Yoga marks as `unexpected` what was thrown and was no `Error`. */
function isExpected({ originalError, extensions }: GraphQLError): boolean {
  if (extensions['unexpected'] === true) return false;
  return originalError === undefined || (originalError instanceof GraphQLError && isExpected(originalError));
}

/** Without a path it is the whole request that failed. With one, the rest of the answer stands. */
const unexpected = (requestId: string, path: GraphQLError['path'] | null): Record<string, unknown> => ({
  code: 'INTERNAL_SERVER_ERROR',
  requestId,
  ...((path ?? null) === null && { http: { status: 500 } }),
});

const extensionsOf = (error: SwitchboardError): Record<string, unknown> => ({
  code: error.code,
  ...error.details,
});

/** An error at the place in the query where `located` arose, without what caused it. */
const at = (located: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError =>
  new GraphQLError(message, {
    nodes: located.nodes ?? null,
    source: located.source ?? null,
    positions: located.positions ?? null,
    path: located.path ?? null,
    extensions,
  });
