import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { App } from '../../../src/server/compose.ts';
import type { EndpointOptions } from '../../../src/server/endpoint-options.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';
import { type LogLine, startTestServer } from '../../support/test-server.ts';

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

/** A server with a clock of the test's own, whose responses and log can be compared with those of another. */
export interface EndpointUnderTest {
  readonly url: string;
  readonly switchboard: App;
  readonly clock: TestClock;
  /** The log without what differs from request to request. */
  readonly log: readonly LogLine[];
  send(request: Omit<WireRequest, 'title'>): Promise<WireResponse>;
  close(): Promise<void>;
}

const OF_ONE_REQUEST = ['date', 'x-request-id', 'content-length', 'transfer-encoding'];
const REQUEST_ID = /"requestId":"[\w-]+"/g;

export async function startEndpoint(
  environment: Readonly<Record<string, string>>,
  { change, ...endpoint }: Partial<EndpointOptions> & { readonly change?: (switchboard: App) => App } = {},
): Promise<EndpointUnderTest> {
  const clock = createTestClock();
  const server = await startTestServer(
    { UPSTREAM_RETRIES: '0', ...environment },
    { clock, endpoint, ...(change && { changeApp: change }) },
  );
  return {
    url: server.url,
    switchboard: server.app,
    clock,
    get log() {
      return server.log.map(({ time: _time, requestId: _id, durationMs: _duration, ...rest }) => rest);
    },
    send: (request) => sendWireRequest(server.url, request),
    close: () => server.stop(),
  };
}

/** Sends the request exactly as given, over a connection of its own. */
function sendWireRequest(
  url: string,
  { method = 'POST', path = '/graphql', headers = [], body }: Omit<WireRequest, 'title'>,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
    const sent = httpRequest(
      {
        port: new URL(url).port,
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
          const kept = Object.entries(response.headers).filter(([name]) => !OF_ONE_REQUEST.includes(name));
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
  });
}
