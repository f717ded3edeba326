import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../domain/json.ts';
import {
  type SandboxCall,
  type SandboxProvider,
  type SandboxReply,
  type SandboxRoute,
  SPECIAL_CALL_IDS,
} from './sandbox-provider.ts';

/** A provider's sandbox that listens on the loopback interface. */
export interface ProviderServer {
  /** What the provider's documented path is appended to. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Longer than any client keeps an idle connection, so that the client is the one who closes it. */
const KEEP_ALIVE_TIMEOUT_MS = 120_000;

const HTML_PAGE = `<!doctype html>
<html lang="en"><head><title>Be right back</title></head>
<body><h1>Be right back</h1><p>A page for people, where a program expected JSON.</p></body></html>
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
  const answer = createAnswer(provider, baseUrl, now);
  const answerHeaders = provider.createAnswerHeaders?.();
  server.on('request', (request, response) => {
    send(response, answer(request), answerHeaders?.(now()) ?? {});
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

function createAnswer(provider: SandboxProvider, baseUrl: string, now: () => number) {
  const calls = new Map(provider.createCalls(baseUrl).map((call) => [call.id, call]));
  const firstAskedAtMs = new Map<string, number>();

  const recordOf = (call: SandboxCall): JsonObject => {
    const nowMs = now();
    const askedAtMs = firstAskedAtMs.get(call.id) ?? nowMs;
    firstAskedAtMs.set(call.id, askedAtMs);
    return call.at({ firstAskedAtMs: askedAtMs, elapsedMs: Math.max(0, nowMs - askedAtMs) });
  };

  const replyFor = (callId: string, route: SandboxRoute): SandboxReply => {
    switch (callId) {
      case SPECIAL_CALL_IDS.rateLimited:
        return provider.failure('rate-limited', callId);
      case SPECIAL_CALL_IDS.failing:
        return provider.failure('failing', callId);
      case SPECIAL_CALL_IDS.refused:
        return provider.failure('refused', callId);
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

  return (request: IncomingMessage): SandboxReply => {
    const target = findTarget(provider.routes, request.url ?? '');
    if (target === null) return provider.failure('no-route', '');
    if (request.method !== 'GET') {
      const refusal = provider.failure('wrong-method', target.callId);
      return { ...refusal, headers: { ...refusal.headers, allow: 'GET' } };
    }
    if (!provider.isAuthorized(request.headers)) return provider.failure('unauthorized', target.callId);
    return replyFor(target.callId, target.route);
  };
}

/** The endpoint that was asked and the id, taken from exactly one path segment. `null`: no such endpoint. */
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
    return { route, callId: segment }; // badly encoded: some id that no call has
  }
}

function send(response: ServerResponse, reply: SandboxReply, extra: Readonly<Record<string, string>>): void {
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
