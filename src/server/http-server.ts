import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLError } from 'graphql';
import { requestError } from './request/request-error.ts';
import type { HostCheck } from './transport/allowed-hosts.ts';
import { rejectUnreadableRequests } from './transport/client-errors.ts';
import { compressWhenAsked } from './transport/compress-response.ts';
import { notFound, sendError } from './transport/send-error.ts';

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
  /** Pages for GET, by path. A path that ends in a slash stands for every file in that folder, except for the root. */
  readonly pages?: Readonly<Record<string, RequestListener>>;
  /** Listeners for every method and every path below a prefix, which ends with a slash. */
  readonly prefixes?: Readonly<Record<string, RequestListener>>;
  /** Counts the request of a page towards the traffic limits. Returns the error that it is rejected with. */
  readonly admitPage?: (request: IncomingMessage, response: ServerResponse) => GraphQLError | null;
  /** Checks the `host` header of every request except probes. Default: every host is accepted. */
  readonly acceptsHost?: HostCheck;
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
  const { pages = {}, prefixes = {}, admitPage = () => null, acceptsHost = () => true, ...given } = options;
  const { idleTimeoutMs, ...timeouts } = { ...DEFAULT_HTTP_SERVER_OPTIONS, ...given };
  const probes = new Map<string, RequestListener>([
    ['/health', (_request, response) => sendJson(response, 200, { status: 'up' })],
    ['/ready', (_request, response) => sendReadiness(response, isReady())],
  ]);
  const pageAt = new Map<string, RequestListener>([['/', redirectToGraphQL], ...Object.entries(pages)]);
  const server = createServer(toNodeOptions(timeouts), (request, response) => {
    const path = pathOf(request.url ?? '/');
    const probe = probes.get(path);
    if (lacksHost(request))
      return sendError(response, requestError('BAD_REQUEST', 'The host header is missing.'));
    if (probe === undefined && !acceptsHost(request)) return sendError(response, hostNotAllowed());
    const below = Object.entries(prefixes).find(([prefix]) => path.startsWith(prefix));
    if (below !== undefined) return below[1](request, response);
    compressWhenAsked(request, response);
    if (path === '/graphql' || path === '/graphql/') return serveGraphQL(graphql, request, response);
    const page = probe ?? pageAt.get(path) ?? pageAt.get(folderOf(path));
    if (page === undefined) return sendError(response, notFound());
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendError(response, methodNotAllowed());
    const rejection = probe === undefined ? admitPage(request, response) : null;
    if (rejection === null) page(request, response);
    else sendError(response, rejection);
  });
  rejectUnreadableRequests(server);
  server.setTimeout(idleTimeoutMs);
  return server;
}

/** HTTP/1.1 requires the header. Node's own check rejects the request without a body. */
const lacksHost = ({ headers, httpVersionMinor }: IncomingMessage): boolean =>
  headers.host === undefined && httpVersionMinor > 0;

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** The folder of `path` with its slash; the path itself at the root, whose page stands for no folder. */
function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end > 0 ? path.slice(0, end + 1) : path;
}

const hostNotAllowed = (): GraphQLError =>
  requestError(
    'HOST_NOT_ALLOWED',
    'This server does not serve the name in the host header. Use localhost or an IP address, or add the name to ALLOWED_HOSTS.',
  );

const methodNotAllowed = (): GraphQLError =>
  requestError('METHOD_NOT_ALLOWED', 'This page accepts GET and HEAD only.', {
    headers: { allow: 'GET, HEAD' },
  });

function toNodeOptions(
  timeouts: Required<
    Pick<HttpServerOptions, 'headersTimeoutMs' | 'requestTimeoutMs' | 'keepAliveTimeoutMs' | 'maxHeaderBytes'>
  >,
): ServerOptions {
  return {
    requireHostHeader: false, // lacksHost
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

const NO_STORE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const redirectToGraphQL: RequestListener = (_request, response) =>
  void response.writeHead(302, { ...NO_STORE, location: '/graphql' }).end();

/** Sends `body` as JSON. Node omits it in the response to a HEAD. */
function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...NO_STORE });
  response.end(JSON.stringify(body));
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
