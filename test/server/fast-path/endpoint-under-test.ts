import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { pino } from 'pino';
import { readConfig } from '../../../src/config/config.ts';
import { type App, compose } from '../../../src/server/compose.ts';
import { createEndpoint, type EndpointOptions } from '../../../src/server/graphql-endpoint.ts';
import { createHttpServer, listen } from '../../../src/server/http-server.ts';
import { knownProviders } from '../../../src/server/start.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly title: string;
  readonly method?: string;
  readonly path?: string;
  /** Names and values in turn, so that a name can come twice. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** What came back, less what differs from request to request. */
export interface WireResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint behind Node's HTTP server, its log, and its clock. */
export interface EndpointUnderTest {
  readonly url: string;
  readonly switchboard: App;
  readonly clock: TestClock;
  /** Lines of requests, less what differs from request to request. */
  readonly log: readonly Record<string, unknown>[];
  send(request: Omit<WireRequest, 'title'>): Promise<WireResponse>;
  close(): Promise<void>;
}

const OF_ONE_REQUEST = ['date', 'x-request-id', 'content-length', 'transfer-encoding'];
const REQUEST_ID = /"requestId":"[\w-]+"/g;

export async function startEndpoint(
  environment: Readonly<Record<string, string>>,
  {
    change = (switchboard) => switchboard,
    ...endpointOptions
  }: Partial<EndpointOptions> & { readonly change?: (switchboard: App) => App } = {},
): Promise<EndpointUnderTest> {
  const clock = createTestClock();
  const log: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    const { time: _time, requestId: _id, durationMs: _duration, ...rest } = JSON.parse(line);
    log.push(rest);
  };
  const config = readConfig({ PORT: '0', UPSTREAM_RETRIES: '0', ...environment }, knownProviders);
  const switchboard = compose(config, { clock, logger: pino({ level: 'info', base: null }, { write }) });
  const endpoint = createEndpoint(change(switchboard), { tabs: [], ...endpointOptions });
  const server = createHttpServer(endpoint, () => true);
  const port = await listen(server, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    switchboard,
    clock,
    log,
    send: ({ method = 'POST', path = '/graphql', headers = [], body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
        const sent = httpRequest(
          {
            port,
            host: '127.0.0.1',
            method,
            path,
            headers: ['host', 'localhost', ...headers, ...length],
            agent: false,
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.once('error', reject);
            response.once('end', () => {
              const kept = Object.entries(response.headers).filter(
                ([name]) => !OF_ONE_REQUEST.includes(name),
              );
              resolve({
                status: response.statusCode ?? 0,
                headers: Object.fromEntries(kept),
                body: Buffer.concat(chunks).toString('latin1').replaceAll(REQUEST_ID, '"requestId":""'),
              });
            });
          },
        );
        sent.once('error', reject);
        sent.end(body);
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await endpoint.dispose();
      switchboard.close();
    },
  };
}
