import { ERROR_CODES, type ErrorCode } from '../src/domain/errors.ts';
import { REQUEST_ERRORS, type RequestErrorCode } from '../src/server/request/request-error.ts';

/** What the tables of the code do not hold: further members of `extensions`, and advice for the client. */
interface Note {
  readonly extensions?: readonly string[];
  readonly advice: string;
}

const SUBJECT = ['provider', 'providerCallId'];

const FIELD_NOTES: Readonly<Record<ErrorCode, Note>> = {
  BAD_USER_INPUT: { extensions: SUBJECT, advice: 'Correct the id. No request was sent to a provider.' },
  UNAUTHENTICATED: {
    advice: 'Send a valid credential. A subscription ends with this when its credential expires.',
  },
  FORBIDDEN: {
    extensions: ['requiredScope'],
    advice: 'Leave the field out, or ask the operator for the scope. No request was sent for the field.',
  },
  SERVER_STOPPING: { advice: 'Subscribe again: another replica, or the next process, accepts it.' },
  PROVIDER_NOT_CONFIGURED: {
    extensions: SUBJECT,
    advice: 'The operator sets `<PROVIDER>_API_KEY`, or gives the client an account of its own.',
  },
  PROVIDER_UNAUTHORIZED: {
    extensions: SUBJECT,
    advice: 'The operator replaces the key. Retrying does not help.',
  },
  PROVIDER_RATE_LIMITED: {
    extensions: [...SUBJECT, 'retryAfterSeconds'],
    advice: 'Retry after `retryAfterSeconds`; it is absent where the provider did not say.',
  },
  PROVIDER_REJECTED: {
    extensions: SUBJECT,
    advice: 'Check the id with the provider. Retrying does not help.',
  },
  PROVIDER_UNAVAILABLE: {
    extensions: SUBJECT,
    advice: 'Retry later. The server has retried already, or its circuit breaker is open.',
  },
  PROVIDER_TIMEOUT: { extensions: SUBJECT, advice: 'Retry later. The deadline is `UPSTREAM_DEADLINE_MS`.' },
  PROVIDER_BAD_RESPONSE: {
    extensions: SUBJECT,
    advice: 'Report it to the operator: the provider has changed its format, or a proxy interferes.',
  },
};

const RETRY_AFTER = ['retryAfterSeconds'];
const LIMIT = ['limit', 'allowed', 'found'];

const REQUEST_NOTES: Readonly<Record<RequestErrorCode, Note>> = {
  BAD_REQUEST: { advice: 'Send `{"query": "…"}` as JSON in a POST, one operation a request.' },
  NOT_ACCEPTABLE: { advice: 'Send `accept: application/graphql-response+json`.' },
  NOT_FOUND: { advice: 'Send operations to `/graphql`.' },
  METHOD_NOT_ALLOWED: { advice: 'Use POST, or GET for queries.' },
  REQUEST_TIMEOUT: { advice: 'Send the request again.' },
  HOST_NOT_ALLOWED: {
    advice: 'Use `localhost` or an IP address, or ask the operator to add the name to `ALLOWED_HOSTS`.',
  },
  HEADERS_TOO_LONG: { advice: 'Send fewer or shorter headers, or POST a query that was in the URL.' },
  UNSUPPORTED_MEDIA_TYPE: { advice: 'Send `content-type: application/json`, uncompressed.' },
  UNAUTHENTICATED: { advice: 'Send a valid token as `authorization: Bearer …`.' },
  ACCESS_UNAVAILABLE: { extensions: RETRY_AFTER, advice: 'Retry after `retryAfterSeconds`.' },
  CSRF_REFUSED: { advice: 'Add the header `graphql-require-preflight: 1` to the GET, or use POST.' },
  LIMIT_EXCEEDED: {
    extensions: LIMIT,
    advice: 'Split the operation, or ask the operator to raise the limit.',
  },
  RATE_LIMITED: {
    extensions: RETRY_AFTER,
    advice: 'Retry after `retryAfterSeconds`, with fewer requests at once.',
  },
  OVERLOADED: { extensions: RETRY_AFTER, advice: 'Retry after `retryAfterSeconds`.' },
  DOCUMENT_NOT_TRUSTED: { advice: 'Deploy the manifest that contains the operation; see clients.md.' },
  PERSISTED_QUERY_NOT_FOUND: { advice: 'Clients of automatic persisted queries do that by themselves.' },
  PERSISTED_QUERY_MISMATCH: { advice: 'Compute the hash of exactly the text that is sent.' },
  GRAPHQL_PARSE_FAILED: { advice: 'Correct the syntax; the message names the position.' },
  GRAPHQL_VALIDATION_FAILED: { advice: 'Regenerate the client from the current `schema.graphql`.' },
  OPERATION_RESOLUTION_FAILURE: {
    advice: 'Send the name of one operation of the document as `operationName`.',
  },
  BAD_USER_INPUT: { advice: 'Correct the variable that the message names.' },
  INTERNAL_SERVER_ERROR: { extensions: ['requestId'], advice: 'Report the `requestId` to the operator.' },
};

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
const members = ({ extensions = [] }: Note): string => extensions.map((name) => `\`${name}\``).join(', ');

/** Renders docs/errors.md from the tables of codes that the server itself uses. */
export function errorsPage(): string {
  const fieldRows = Object.entries(ERROR_CODES).map(([code, meaning]) => {
    const note = FIELD_NOTES[code as ErrorCode];
    return row(`\`${code}\``, meaning, members(note), note.advice);
  });
  const requestRows = Object.entries(REQUEST_ERRORS).map(([code, { status, meaning, ...more }]) => {
    const note = REQUEST_NOTES[code as RequestErrorCode];
    const shown = 'wellFormed' in more ? `${status} (200)` : String(status);
    return row(`\`${code}\``, shown, meaning, members(note), note.advice);
  });
  return `\
<!-- Generated by scripts/print-errors.ts (npm run print). Edit the tables in the code, not this page. -->

# Errors

A call that does not exist at its provider is \`null\` without an error. Everything else that goes wrong has an entry in
\`errors\` with a sentence in \`message\` and a code in \`extensions.code\`. Branch on the code; messages may change.

Neither messages nor \`extensions\` ever contain a key, a header, a phone number or the contents of a call.

## Field errors

The error has a \`path\`, the field there is null, and the rest of the response stands; the HTTP status is 200. Where a call is
read from two endpoints of its provider and one fails, the error is at the fields that only that endpoint has.
\`INTERNAL_SERVER_ERROR\` (below) may also appear with a path.

${table(['`extensions.code`', 'meaning', 'further extensions', 'what to do'], fieldRows)}

\`provider\` is the value of the \`Provider\` enum, \`providerCallId\` the provider's own id.

## Request errors

The request was rejected as a whole: one error without a \`path\`, no \`data\`, and an HTTP status.

${table(['`extensions.code`', 'HTTP status', 'meaning', 'further extensions', 'what to do'], requestRows)}

- Where \`(200)\` stands, the request was well-formed GraphQL over HTTP: a client that accepts only \`application/json\` gets status
  200, as the specification asks. Send \`accept: application/graphql-response+json\` to get the first status.
- \`retryAfterSeconds\` is also in the header \`retry-after\`. A 401 has \`www-authenticate: Bearer\`, a 405 has \`allow\`.
- \`LIMIT_EXCEEDED\` has status 413 for a body longer than \`MAX_BODY_BYTES\`. \`found\` is absent where counting stopped at the limit.
- Every response has the header \`x-request-id\`, which finds its line in the log.
`;
}
