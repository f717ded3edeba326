import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLError } from 'graphql';
import { requestError } from '../request/request-error.ts';
import { onResponseEnd } from '../request/response-end.ts';
import { sendError, toErrorResponse } from './send-error.ts';

/** The latest request of a connection. */
interface SocketRequest {
  /** `null` once it has ended: an idle connection must not hold all that its last request was about. */
  response: ServerResponse | null;
  readonly isHead: boolean;
}

/**
 * Rejects what Node cannot read as a request with the same body as every other rejected request. By default Node sends
 * a status without a body.
 */
export function rejectUnreadableRequests(server: Server): void {
  const lastRequests = new WeakMap<Duplex, SocketRequest>();
  // First of the listeners, because the server serves a HEAD as a GET.
  server.prependListener('request', ({ socket, method }, response) => {
    const request: SocketRequest = { response, isHead: method === 'HEAD' };
    lastRequests.set(socket, request);
    onResponseEnd({ socket }, response, () => {
      request.response = null;
    });
  });
  server.on('checkExpectation', (_request, response) =>
    sendError(
      response,
      requestError(
        'BAD_REQUEST',
        'The expect header names what this server does not do. Send 100-continue or none.',
        {
          status: 417,
        },
      ),
    ),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const last = lastRequests.get(socket);
    // In the middle of a response, further bytes would be taken for a part of it.
    const isInResponse = last?.response?.headersSent === true && !last.response.closed;
    if (!socket.writable || isInResponse || error.code === 'ECONNRESET') socket.destroy(error);
    else socket.end(toHttp(toRequestError(error.code), isAwaitingHead(last)), () => socket.destroy());
  });
}

function toRequestError(code: string | undefined): GraphQLError {
  if (code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return requestError(
      'HEADERS_TOO_LONG',
      'The headers of the request are too long. Send fewer or shorter headers.',
    );
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return requestError('REQUEST_TIMEOUT', 'The request did not arrive in time. Send it again.');
  return requestError('BAD_REQUEST', 'The request is not valid HTTP.');
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Whether the client takes the next response for that to a HEAD, which has no body. */
const isAwaitingHead = (last: SocketRequest | undefined): boolean =>
  last?.isHead === true && last.response?.closed === false;

function toHttp(error: GraphQLError, isToHead: boolean): string {
  const { status, headers, body } = toErrorResponse(error);
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${REASONS[status] ?? ''}`, ...lines, '', isToHead ? '' : body].join('\r\n');
}
