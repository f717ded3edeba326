import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { requestError } from '../request/request-error.ts';

/** The headers of every response that is made outside GraphQL: it is never stored, and its media type never guessed. */
const ERROR_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** The status and body that a client gets for a request error, in the form of a GraphQL response. */
export function toErrorResponse({ message, extensions }: GraphQLError): {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const { http, ...rest } = extensions;
  const { status = 500, headers } = (http ?? {}) as { status?: number; headers?: Record<string, string> };
  const body = JSON.stringify({ errors: [{ message, extensions: rest }] });
  return { status, headers: { ...ERROR_HEADERS, ...headers }, body };
}

/** Rejects a request outside GraphQL with the request error `error`. Node omits the body in the response to a HEAD. */
export function sendError(response: ServerResponse, error: GraphQLError): void {
  const { status, headers, body } = toErrorResponse(error);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export const notFound = (): GraphQLError =>
  requestError('NOT_FOUND', 'There is nothing at this path. The GraphQL endpoint is /graphql.');
