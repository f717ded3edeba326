import { GraphQLError } from 'graphql';
import { withoutStack } from '../../domain/without-stack.ts';

/**
 * The codes in `extensions.code` of a request that is rejected before it reaches a provider, and the HTTP status of
 * each. A `wellFormed` request is valid GraphQL over HTTP, so that a client which accepts only `application/json` gets
 * status 200, as the specification requires.
 */
export const REQUEST_ERRORS = {
  BAD_REQUEST: {
    status: 400,
    meaning: 'The body or a parameter is not valid GraphQL over HTTP, or the body is a batch.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    meaning: 'The `accept` header names no media type in which this server responds.',
  },
  NOT_FOUND: { status: 404, meaning: 'The server has nothing at this path.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: 'The endpoint accepts GET and POST only, and a page GET and HEAD.',
  },
  REQUEST_TIMEOUT: { status: 408, meaning: 'The request did not arrive in time.' },
  HOST_NOT_ALLOWED: {
    status: 421,
    meaning: 'A server without access control does not serve the name in the `host` header.',
  },
  HEADERS_TOO_LONG: { status: 431, meaning: 'The headers of the request are longer than 16 KB.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: 'The body is not `application/json` in UTF-8, or it is compressed.',
  },
  UNAUTHENTICATED: { status: 401, meaning: 'The request has no credential that this server accepts.' },
  ACCESS_UNAVAILABLE: {
    status: 503,
    meaning:
      'The server cannot load the keys that it verifies credentials with; retry after `retryAfterSeconds`.',
  },
  CSRF_REFUSED: {
    status: 403,
    meaning: 'A GET lacks a header that pages of other sites cannot send without a preflight.',
  },
  LIMIT_EXCEEDED: {
    status: 400,
    wellFormed: true,
    meaning: 'The request exceeds a limit; `limit`, `allowed` and `found` tell which, and by how much.',
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'The client sends too many requests; retry after `retryAfterSeconds`.',
  },
  OVERLOADED: {
    status: 503,
    meaning: 'All clients together send too many requests; retry after `retryAfterSeconds`.',
  },
  DOCUMENT_NOT_TRUSTED: {
    status: 403,
    meaning: "The operation is not in the server's manifest of trusted documents.",
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 400,
    wellFormed: true,
    meaning: 'The server does not know the hash; send it again together with the query.',
  },
  PERSISTED_QUERY_MISMATCH: {
    status: 400,
    meaning: 'The hash is not the SHA-256 of the query sent with it.',
  },
  GRAPHQL_PARSE_FAILED: { status: 400, wellFormed: true, meaning: 'The document has a syntax error.' },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    wellFormed: true,
    meaning: 'The document is not valid against the schema.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    meaning: 'The document has no operation of the given name, or several operations and no name is given.',
  },
  BAD_USER_INPUT: { status: 400, wellFormed: true, meaning: 'A variable or an id has an invalid value.' },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    meaning: 'An unexpected error occurred; `requestId` identifies its line in the log.',
  },
} as const satisfies Record<string, { status: number; wellFormed?: true; meaning: string }>;
export type RequestErrorCode = keyof typeof REQUEST_ERRORS;

export interface RequestErrorOptions {
  /** Overrides the code's status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of `extensions`. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/** The error that a request is rejected with. `message` is a sentence that a person can act on; it quotes nothing that was sent. */
export function requestError(
  code: RequestErrorCode,
  message: string,
  { status, headers, details }: RequestErrorOptions = {},
): GraphQLError {
  const { status: usual, ...more } = REQUEST_ERRORS[code];
  const spec = status === undefined && 'wellFormed' in more;
  const http = { status: status ?? usual, ...(spec && { spec }), ...(headers && { headers }) };
  return withoutStack(() => new GraphQLError(message, { extensions: { code, ...details, http } }));
}
