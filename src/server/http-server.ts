import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What `GET /ready` asks: whether this process can serve. */
export type IsReady = () => boolean;

/** Bounds on slow and on idle clients. */
export interface HttpServerOptions {
  /** For the headers of a request to arrive, in milliseconds. Default 10 000. */
  readonly headersTimeoutMs?: number;
  /** For a whole request to arrive, in milliseconds. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** For a connection without a request, in milliseconds: longer than proxies keep theirs. Default 65 000. */
  readonly keepAliveTimeoutMs?: number;
  /** For a connection on which nothing moves, in milliseconds: longer than any request waits. Default 150 000. */
  readonly idleTimeoutMs?: number;
  /** Bytes of a request's headers. Default 16 384. */
  readonly maxHeaderBytes?: number;
  /** Further pages for GET, by path. */
  readonly pages?: Readonly<Record<string, RequestListener>>;
}

export const DEFAULT_HTTP_SERVER_OPTIONS = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  idleTimeoutMs: 150_000,
  maxHeaderBytes: 16_384,
} as const satisfies HttpServerOptions;

/** Routes a request: probes and pages here, the graph to its endpoint. */
export function createHttpServer(
  graphql: RequestListener,
  isReady: IsReady,
  options: HttpServerOptions = {},
): Server {
  const { pages = {}, ...given } = options;
  const { idleTimeoutMs, ...timeouts } = { ...DEFAULT_HTTP_SERVER_OPTIONS, ...given };
  const pageAt = new Map<string, RequestListener>([
    ['/', (_request, response) => answer(response, 302, null, { location: '/graphql' })],
    ['/health', (_request, response) => answer(response, 200, { status: 'up' })],
    ['/ready', (_request, response) => answerReadiness(response, isReady())],
    ...Object.entries(pages),
  ]);
  const server = createServer(toNodeOptions(timeouts), (request, response) => {
    const path = pathOf(request.url ?? '/');
    if (path === '/graphql' || path === '/graphql/') return toGraph(graphql, request, response);
    const page = pageAt.get(path);
    if (page === undefined) return answer(response, 404, NOT_FOUND);
    if (request.method === 'GET' || request.method === 'HEAD') return page(request, response);
    answer(response, 405, { error: 'This page is only read, with GET.' }, { allow: 'GET, HEAD' });
  });
  server.setTimeout(idleTimeoutMs);
  return server;
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

const NOT_FOUND = { error: 'There is nothing at this address. The graph is at /graphql.' };

function toNodeOptions(
  timeouts: Required<Omit<HttpServerOptions, 'idleTimeoutMs' | 'pages'>>,
): ServerOptions {
  return {
    headersTimeout: timeouts.headersTimeoutMs,
    requestTimeout: timeouts.requestTimeoutMs,
    keepAliveTimeout: timeouts.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(2_000, timeouts.headersTimeoutMs),
    maxHeaderSize: timeouts.maxHeaderBytes,
  };
}

function toGraph(graphql: RequestListener, request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'HEAD') request.method = 'GET'; // Node has already made sure that no body follows
  // Yoga makes a URL of it, and answers with a stack when that fails. Nothing here depends on the name.
  request.headers.host = 'localhost';
  graphql(request, response);
}

const answerReadiness = (response: ServerResponse, ready: boolean): void =>
  answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' });

/** Sends `body` as JSON; Node leaves it out where the request was a HEAD. */
function answer(
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

/** Listens, and resolves to the port: the one asked for, or the one the system picked for 0. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
