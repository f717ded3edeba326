import { GraphQLError } from 'graphql';
import { SwitchboardError } from '../domain/errors.ts';

/** What an error that nobody foresaw tells its reader, and nothing else. */
export const UNEXPECTED =
  'Something went wrong on this server. Its operator finds the request’s id in the log.';

/** Told of an error that nobody foresaw. */
export type OnUnexpected = (error: unknown) => void;

/**
 * Decides what clients see of an error: one of ours with its code and details, a fault in the query as graphql-js
 * words it, and of anything else nothing but that it happened.
 */
export function maskError(error: unknown, onUnexpected: OnUnexpected): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    if (error instanceof SwitchboardError)
      return new GraphQLError(error.message, { extensions: extensionsOf(error) });
    onUnexpected(error);
    return new GraphQLError(UNEXPECTED, { extensions: INTERNAL });
  }
  const original = error.originalError;
  if (original === undefined) return error; // a fault in the query itself
  if (original instanceof GraphQLError) return error;
  if (original instanceof SwitchboardError) return at(error, original.message, extensionsOf(original));
  onUnexpected(original);
  return at(error, UNEXPECTED, INTERNAL);
}

const INTERNAL = { code: 'INTERNAL_SERVER_ERROR' };

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
