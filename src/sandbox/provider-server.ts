import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../domain/json.ts';
import {
  type SandboxCall,
  type SandboxProvider,
  type SandboxResponse,
  type SandboxRoute,
  SPECIAL_CALL_IDS,
} from './sandbox-provider.ts';

/** One provider of the sandbox, listening on the loopback interface. */
export interface ProviderServer {
  /** The base URL to which the provider's documented paths are appended. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Longer than any client keeps an idle connection, so that the client closes it and no request meets a closing socket. */
const KEEP_ALIVE_TIMEOUT_MS = 120_000;

const HTML_PAGE = `<!doctype html>
<html lang="en"><head><title>Be right back</title></head>
<body><h1>Be right back</h1><p>This response is an HTML page instead of JSON.</p></body></html>
`;

/** Starts one provider on a free loopback port. `now` is in milliseconds since the epoch. */
export async function startProviderServer(
  provider: SandboxProvider,
  now: () => number,
): Promise<ProviderServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo; // TCP, so never a pipe's name
  const baseUrl = `http://127.0.0.1:${port}${provider.basePath}`;
  const respond = createResponder(provider, baseUrl, now);
  const responseHeaders = provider.createResponseHeaders?.();
  server.on('request', (request, response) => {
    send(response, respond(request), responseHeaders?.(now()) ?? {});
  });
  return {
    baseUrl,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function createResponder(provider: SandboxProvider, baseUrl: string, now: () => number) {
  const calls = new Map(provider.createCalls(baseUrl).map((call) => [call.id, call]));
  const firstRequestAtMs = new Map<string, number>();

  const recordOf = (call: SandboxCall): JsonObject => {
    const nowMs = now();
    const firstRequestMs = firstRequestAtMs.get(call.id) ?? nowMs;
    firstRequestAtMs.set(call.id, firstRequestMs);
    return call.at({ firstRequestAtMs: firstRequestMs, elapsedMs: Math.max(0, nowMs - firstRequestMs) });
  };

  const responseFor = (callId: string, route: SandboxRoute): SandboxResponse => {
    switch (callId) {
      case SPECIAL_CALL_IDS.rateLimited:
        return provider.failure('rate-limited', callId);
      case SPECIAL_CALL_IDS.failing:
        return provider.failure('failing', callId);
      case SPECIAL_CALL_IDS.rejected:
        return provider.failure('rejected', callId);
      case SPECIAL_CALL_IDS.html:
        return { status: 200, body: HTML_PAGE };
      default: {
        const other = callId === SPECIAL_CALL_IDS.anotherCall;
        const call = calls.get(other ? provider.examples.calls[0].callId : callId);
        if (call === undefined) return provider.failure('unknown-call', callId);
        return { status: 200, body: route.envelope(recordOf(call)) };
      }
    }
  };

  return (request: IncomingMessage): SandboxResponse => {
    const target = findTarget(provider.routes, request.url ?? '');
    if (target === null) return provider.failure('no-route', '');
    if (request.method !== 'GET') {
      const response = provider.failure('wrong-method', target.callId);
      return { ...response, headers: { ...response.headers, allow: 'GET' } };
    }
    if (!provider.isAuthorized(request.headers)) return provider.failure('unauthorized', target.callId);
    return responseFor(target.callId, target.route);
  };
}

/** The endpoint of `url` and the call id, which is exactly one path segment. `null` when there is no such endpoint. */
function findTarget(
  routes: readonly SandboxRoute[],
  url: string,
): { route: SandboxRoute; callId: string } | null {
  const path = url.split('?', 1)[0] ?? '';
  const route = routes.find(({ prefix }) => path.startsWith(prefix));
  const segment = route === undefined ? '' : path.slice(route.prefix.length);
  if (route === undefined || segment === '' || segment.includes('/')) return null;
  try {
    return { route, callId: decodeURIComponent(segment) };
  } catch {
    return { route, callId: segment }; // a malformed escape: no call has such an id
  }
}

function send(
  response: ServerResponse,
  reply: SandboxResponse,
  extra: Readonly<Record<string, string>>,
): void {
  const isPage = typeof reply.body === 'string';
  const body = Buffer.from(isPage ? reply.body : JSON.stringify(reply.body));
  response.writeHead(reply.status, {
    ...extra,
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': body.length,
    ...reply.headers,
  });
  response.end(body);
}
