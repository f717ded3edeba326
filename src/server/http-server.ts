import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whether this process can serve requests, for `GET /ready`. */
export type IsReady = () => boolean;

/** Limits on slow and idle clients, and further pages. */
export interface HttpServerOptions {
  /** Milliseconds in which the headers of a request have to arrive. Default 10 000. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds in which a whole request has to arrive. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds that a connection without a request stays open: longer than proxies keep theirs. Default 65 000. */
  readonly keepAliveTimeoutMs?: number;
  /** Milliseconds that a silent connection stays open: longer than any request waits. Default 150 000. */
  readonly idleTimeoutMs?: number;
  /** The most bytes of a request's headers. Default 16 384. */
  readonly maxHeaderBytes?: number;
  /** Pages for GET, by path. */
  readonly pages?: Readonly<Record<string, RequestListener>>;
  /** Listeners for every method and every path below a prefix, which ends with a slash. */
  readonly prefixes?: Readonly<Record<string, RequestListener>>;
}

export const DEFAULT_HTTP_SERVER_OPTIONS = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  idleTimeoutMs: 150_000,
  maxHeaderBytes: 16_384,
} as const satisfies HttpServerOptions;

/** Routes requests: to probes, to pages, and to the GraphQL endpoint. */
export function createHttpServer(
  graphql: RequestListener,
  isReady: IsReady,
  options: HttpServerOptions = {},
): Server {
  const { pages = {}, prefixes = {}, ...given } = options;
  const { idleTimeoutMs, ...timeouts } = { ...DEFAULT_HTTP_SERVER_OPTIONS, ...given };
  const pageAt = new Map<string, RequestListener>([
    ['/', (_request, response) => sendJson(response, 302, null, { location: '/graphql' })],
    ['/health', (_request, response) => sendJson(response, 200, { status: 'up' })],
    ['/ready', (_request, response) => sendReadiness(response, isReady())],
    ...Object.entries(pages),
  ]);
  const server = createServer(toNodeOptions(timeouts), (request, response) => {
    const path = pathOf(request.url ?? '/');
    if (path === '/graphql' || path === '/graphql/') return serveGraphQL(graphql, request, response);
    const page = pageAt.get(path);
    if (page === undefined) {
      const below = Object.entries(prefixes).find(([prefix]) => path.startsWith(prefix));
      return below === undefined ? sendJson(response, 404, NOT_FOUND) : below[1](request, response);
    }
    if (request.method === 'GET' || request.method === 'HEAD') return page(request, response);
    sendJson(response, 405, { error: 'This page accepts GET and HEAD only.' }, { allow: 'GET, HEAD' });
  });
  server.setTimeout(idleTimeoutMs);
  return server;
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

const NOT_FOUND = { error: 'Not found. The GraphQL endpoint is /graphql.' };

function toNodeOptions(
  timeouts: Required<Omit<HttpServerOptions, 'idleTimeoutMs' | 'pages' | 'prefixes'>>,
): ServerOptions {
  return {
    headersTimeout: timeouts.headersTimeoutMs,
    requestTimeout: timeouts.requestTimeoutMs,
    keepAliveTimeout: timeouts.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(2_000, timeouts.headersTimeoutMs),
    maxHeaderSize: timeouts.maxHeaderBytes,
  };
}

function serveGraphQL(graphql: RequestListener, request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'HEAD') request.method = 'GET'; // Node already knows to omit the body of this response
  // Yoga builds a URL from this header, and responds with a stack trace when that fails. Nothing here depends on the name.
  request.headers.host = 'localhost';
  graphql(request, response);
}

const sendReadiness = (response: ServerResponse, ready: boolean): void =>
  sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' });

/** Sends `body` as JSON. Node omits it in the response to a HEAD. */
function sendJson(
  response: ServerResponse,
  status: number,
  body: object | null,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...(body !== null && { 'content-type': 'application/json; charset=utf-8' }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body === null ? undefined : JSON.stringify(body));
}

/** Listens, and resolves to the port: `port`, or the one that the system picked for 0. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
