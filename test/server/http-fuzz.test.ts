import { request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const SEED = 20_261_121;
const BOUNDS = { seed: SEED, interruptAfterTimeLimit: 6_000, markInterruptAsFailure: false } as const;

let testServer: TestServer;
beforeAll(async () => {
  const limits = { operationsPerSecond: 0 };
  testServer = await startTestServer(
    {},
    {
      endpoint: { limits },
      httpServer: { headersTimeoutMs: 500, requestTimeoutMs: 500 },
    },
  );
});
afterAll(() => testServer.stop());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

interface Received {
  readonly status: number;
  readonly text: string;
}

function send({ method, path, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(testServer.url);
    const outgoing = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Expects a success or a request error. An unexpected error, masked or not, fails the test. */
function expectSound({ status, text }: Received): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(/INTERNAL_SERVER_ERROR|node_modules|\n\s+at /);
}

const bytes = fc.uint8Array({ maxLength: 300 });
const asBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value) ?? 'undefined');
const query = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ':',
      '...',
      ' on Query',
      '@',
      '!',
      '"',
      '#',
      '$',
      'a',
      ' id',
      ' call',
      ' query',
    ),
  }),
  fc.constantFrom(
    '{ __typename }',
    '{ providers { name } }',
    'query Q($ids: [ID!]!) { calls(ids: $ids) { id } }',
    'query Q($id: ID!) { call(id: $id) { id } }',
    'query A { __typename } query B { __typename }',
    'subscription { a }',
    'mutation { a }',
    'fragment F on Query { __typename }',
  ),
);
const variables = fc.oneof(
  fc.jsonValue(),
  fc.record({ id: fc.jsonValue() }),
  fc.record({
    ids: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map((id) => `osvi:${id}`),
        ),
      ),
    ),
  }),
);
const operation = fc.record(
  {
    query: fc.oneof({ weight: 6, arbitrary: query }, { weight: 1, arbitrary: fc.jsonValue() }),
    variables,
    operationName: fc.oneof(fc.constantFrom('A', 'Q', '', null), fc.jsonValue()),
    extensions: fc.oneof(
      fc.jsonValue(),
      fc.record({
        persistedQuery: fc.oneof(
          fc.jsonValue(),
          fc.record({ version: fc.constant(1), sha256Hash: fc.jsonValue() }),
        ),
      }),
    ),
    documentId: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  bytes,
  fc.jsonValue().map(asBytes),
  fc.array(operation, { maxLength: 2 }).map(asBytes),
  operation.map(asBytes),
);
const contentType = fc.oneof(
  { weight: 5, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=utf-7',
      'text/plain',
      'application/graphql',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/graphql+json',
      ';',
      ',',
    ),
  },
);
const headerName = fc.constantFrom(
  'accept',
  'accept-encoding',
  'authorization',
  'content-encoding',
  'cookie',
  'expect-ct',
  'host',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'sec-fetch-site',
  'x-forwarded-for',
  'x-request-id',
  'x-requested-with',
  'access-control-request-method',
);
const headerValue = fc.oneof(
  fc.string({
    unit: fc
      .oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }))
      .map((code) => String.fromCharCode(code)),
    maxLength: 60,
  }),
  fc.constantFrom(
    'text/html',
    '*/*',
    'application/graphql-response+json',
    'text/event-stream',
    'multipart/mixed',
    'application/json;q=0',
    '[',
    '1.2.3.4.5',
    'xn--',
    'null',
    'gzip',
  ),
);
const headers = fc
  .tuple(contentType, fc.dictionary(headerName, headerValue, { maxKeys: 4 }))
  .map(([type, others]): Record<string, string> => ({ 'content-type': type, ...others }));
const pathTail = fc.oneof(
  fc.webQueryParameters().map((text) => `?${text}`),
  fc.constantFrom(
    '',
    '/',
    '?query={__typename}',
    '?query=%7B',
    '?variables=%',
    '?extensions={',
    '?query={providers{name}}&variables=[',
    '%00',
    '/..',
    '?/health',
  ),
);
const path = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('/graphql') },
      { weight: 1, arbitrary: fc.webPath().map((text) => `/${text}`) },
    ),
    pathTail,
  )
  .map((parts) => parts.join(''));
const method = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('POST', 'GET') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE', 'SEARCH'),
  },
);

describe('any input', () => {
  it('gets a success or a request error, with any JSON body', async () => {
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const type = { 'content-type': 'application/json' };
        expectSound(await send({ method: 'POST', path: '/graphql', headers: type, body: sent }));
      }),
      { ...BOUNDS, numRuns: 600 },
    );
  });

  it('gets a success or a request error, with any method, path, headers and body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ method, path, headers, body }), async (sent) => {
        expectSound(await send(sent));
      }),
      { ...BOUNDS, numRuns: 600 },
    );
  });

  it('does not end the process, with any bytes on a socket', async () => {
    const { port } = new URL(testServer.url);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', 'POST /graphql HTTP/1.1\r\nhost: a\r\n', 'GET /graphql HTTP/1.1\r\n'),
        bytes,
        async (head, tail) => {
          const received = await new Promise<string>((resolve) => {
            let text = '';
            const socket = connect(Number(port), '127.0.0.1', () =>
              socket.end(Buffer.concat([Buffer.from(head), tail])),
            );
            socket.on('data', (chunk) => {
              text += chunk;
            });
            socket.on('error', () => resolve(text));
            socket.on('close', () => resolve(text));
          });
          expect(received).not.toMatch(/^HTTP\/1\.1 5|node_modules/);
        },
      ),
      { ...BOUNDS, numRuns: 150 },
    );
  });

  it('leaves the server working as before', async () => {
    expect((await testServer.send({}, '/health')).body).toEqual({ status: 'up' });
    expect((await testServer.ask({ query: '{ __typename }' })).body.data).toEqual({ __typename: 'Query' });
    expect(testServer.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
