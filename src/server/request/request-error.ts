import { GraphQLError } from 'graphql';

/**
 * The codes in `extensions.code` of a request that never reached a provider, and the HTTP status of each. Where
 * `wellFormed` is said, the request was sound GraphQL over HTTP, so that a client which accepts only
 * `application/json` gets 200, as the specification asks.
 */
export const REQUEST_ERRORS = {
  BAD_REQUEST: {
    status: 400,
    meaning: 'The request is not GraphQL over HTTP: its body, its parameters or a batch.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    meaning: 'The `accept` header names no media type that this server can answer with.',
  },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'The graph is asked with GET or POST.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: 'The body is not `application/json` in UTF-8, or is compressed.',
  },
  UNAUTHENTICATED: { status: 401, meaning: 'The request carries no credential that this server accepts.' },
  ACCESS_UNAVAILABLE: {
    status: 503,
    meaning:
      'The keys that credentials are checked with cannot be had; `retryAfterSeconds` says when to return.',
  },
  CSRF_REFUSED: {
    status: 403,
    meaning: 'A GET without a header that other sites’ pages cannot send unasked.',
  },
  LIMIT_EXCEEDED: {
    status: 400,
    wellFormed: true,
    meaning: 'The operation asks for too much; `limit`, `allowed` and `found` say of what.',
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'This client asks too much at once; `retryAfterSeconds` says when to return.',
  },
  OVERLOADED: {
    status: 503,
    meaning: 'All clients together ask too much at once; `retryAfterSeconds` as above.',
  },
  DOCUMENT_NOT_TRUSTED: {
    status: 403,
    meaning: 'The operation is not in this server’s manifest of documents.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 400,
    wellFormed: true,
    meaning: 'This server does not know the hash; send it again together with the query.',
  },
  PERSISTED_QUERY_MISMATCH: { status: 400, meaning: 'The hash is not the SHA-256 of the query beside it.' },
  GRAPHQL_PARSE_FAILED: { status: 400, wellFormed: true, meaning: 'The document cannot be read.' },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    wellFormed: true,
    meaning: 'The document does not fit the graph.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    meaning: 'The document has no operation of that name, or several.',
  },
  BAD_USER_INPUT: { status: 400, wellFormed: true, meaning: 'A variable or an id cannot be what it says.' },
  INTERNAL_SERVER_ERROR: { status: 500, meaning: 'Nobody foresaw this; `requestId` finds it in the log.' },
} as const satisfies Record<string, { status: number; wellFormed?: true; meaning: string }>;
export type RequestErrorCode = keyof typeof REQUEST_ERRORS;

export interface RequestErrorOptions {
  /** In place of the code's usual status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whatever else clients get in `extensions` beside the code. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/** An error that ends a request. `message` is a sentence a person can act on; it repeats nothing that was sent. */
export function requestError(
  code: RequestErrorCode,
  message: string,
  { status, headers, details }: RequestErrorOptions = {},
): GraphQLError {
  const { status: usual, ...more } = REQUEST_ERRORS[code];
  const spec = status === undefined && 'wellFormed' in more;
  const http = { status: status ?? usual, ...(spec && { spec }), ...(headers && { headers }) };
  return new GraphQLError(message, { extensions: { code, ...details, http } });
}
