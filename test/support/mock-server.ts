import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Handles one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Exactly as sent, escapes and all. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly at: number;
}

/** A local HTTP server in a provider's place that records its requests. */
export interface MockServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Peak number of requests in flight so far. */
  readonly mostInFlight: number;
  /** Replaces the handler of further requests. */
  respondWith(handler: Handler): void;
  close(): Promise<void>;
}

/** Starts a server on a free loopback port. */
export async function startMockServer(first: Handler): Promise<MockServer> {
  let handler = first;
  const requests: SeenRequest[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const server: Server = createServer((request, response) => {
    requests.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      at: Date.now(),
    });
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    handler(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get mostInFlight() {
      return mostInFlight;
    },
    respondWith: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends `body` as JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
