import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What `GET /ready` asks: whether this process can serve. */
export type IsReady = () => boolean;

/** Routes a request: probes here, everything else to the GraphQL endpoint. */
export function createHttpServer(graphql: RequestListener, isReady: IsReady): Server {
  return createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === '/health') return answer(request, response, 200, { status: 'up' });
    if (path === '/ready') {
      const ready = isReady();
      return answer(request, response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' });
    }
    if (path === '/' && request.method === 'GET') {
      response.writeHead(302, { location: '/graphql' }).end();
      return;
    }
    if (path === '/graphql' || path === '/graphql/') return graphql(request, response);
    answer(request, response, 404, { error: 'There is nothing at this address. The graph is at /graphql.' });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
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
