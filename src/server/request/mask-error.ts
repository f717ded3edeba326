import { GraphQLError } from 'graphql';
import { SwitchboardError } from '../../domain/errors.ts';

/** The only message that clients see of an unexpected error. */
export const UNEXPECTED =
  "An unexpected error occurred. The server's operator can find the request's id in the log.";

/** Called with each unexpected error and the id of its request. */
export type OnUnexpected = (error: unknown, requestId: string) => void;

/**
 * Decides what clients see of an error: our own errors with code and details, an error in the query as graphql-js words
 * it, and of any other error only the request's id.
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

/** Whether a read was aborted because its client disconnected. That is no fault, and no client is left to see it. */
const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** Whether the error is about the query itself. Yoga marks a thrown value that is no `Error` as `unexpected`. */
function isExpected({ originalError, extensions }: GraphQLError): boolean {
  if (extensions['unexpected'] === true) return false;
  return originalError === undefined || (originalError instanceof GraphQLError && isExpected(originalError));
}

/** Without a path the whole request failed. With one, the rest of the response is valid. */
const unexpected = (requestId: string, path: GraphQLError['path'] | null): Record<string, unknown> => ({
  code: 'INTERNAL_SERVER_ERROR',
  requestId,
  ...((path ?? null) === null && { http: { status: 500 } }),
});

const extensionsOf = (error: SwitchboardError): Record<string, unknown> => ({
  code: error.code,
  ...error.details,
});

/** An error at the place in the query where `located` arose, without its cause. */
const at = (located: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError =>
  new GraphQLError(message, {
    nodes: located.nodes ?? null,
    source: located.source ?? null,
    positions: located.positions ?? null,
    path: located.path ?? null,
    extensions,
  });
