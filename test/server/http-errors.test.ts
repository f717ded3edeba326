import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AccessUnavailable } from '../../src/access/access-errors.ts';
import { ANONYMOUS } from '../../src/access/principal.ts';
import { Unauthenticated } from '../../src/domain/errors.ts';
import { REQUEST_ERRORS, type RequestErrorCode } from '../../src/server/request/request-error.ts';
import { temporaryFile } from '../access/access-fixture.ts';
import { type EndpointTestOptions, startTestServer, type TestServer } from '../support/test-server.ts';

/** A response to one request over a connection of its own. */
interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A request that the server rejects. */
interface Rejected {
  readonly method?: string;
  readonly path?: string;
  /** Headers beside those of a GraphQL request; `undefined` leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | object;
  /** The request as it is written, in place of all members above. */
  readonly raw?: string;
  /** The number of times that the request is sent; the last response counts. Default: once. */
  readonly times?: number;
  readonly server?: Environment;
  readonly endpoint?: EndpointTestOptions['endpoint'];
  readonly httpServer?: EndpointTestOptions['httpServer'];
  readonly changeApp?: EndpointTestOptions['changeApp'];
  /** Headers of the response, besides those that every rejection has. */
  readonly responds?: Readonly<Record<string, string>>;
  /** The status, where it is not the table's. */
  readonly status?: number;
  /** Members of `extensions` besides the code. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

type Environment = Readonly<Record<string, string>>;

const TYPENAME = { query: '{ __typename }' };
const RETRY = { responds: { 'retry-after': '1' }, extensions: { retryAfterSeconds: 1 } };
const HASH = { version: 1, sha256Hash: '0'.repeat(64) };

const rejecting = (error: Error): NonNullable<Rejected['endpoint']> => ({
  accessControl: {
    authenticate: () => {
      throw error;
    },
    isCurrent: () => true,
  },
});

/** At least one request for each code of the table. */
const CASES: Readonly<Record<RequestErrorCode, readonly Rejected[]>> = {
  BAD_REQUEST: [
    { body: '{' },
    { body: '' },
    { body: [TYPENAME] },
    { body: {} },
    { body: { query: 1 } },
    { body: { ...TYPENAME, variables: [] } },
    { method: 'GET', path: '/graphql', headers: { 'x-requested-with': 'x' } },
    { raw: 'nonsense\r\n\r\n' },
    { raw: 'GET /graphql HTTP/1.1\r\nconnection: close\r\n\r\n' },
    { headers: { expect: 'the-impossible' }, status: 417 },
    { raw: 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n' },
  ],
  NOT_FOUND: [
    { path: '/nowhere' },
    { path: '/graphql/nowhere', method: 'GET' },
    { path: '/graphiql/nowhere', method: 'GET' },
    { path: 'http://localhost/graphql' },
  ],
  METHOD_NOT_ALLOWED: [
    { method: 'PUT', responds: { allow: 'GET, POST' } },
    { method: 'DELETE', responds: { allow: 'GET, POST' } },
    { method: 'POST', path: '/health', responds: { allow: 'GET, HEAD' } },
  ],
  NOT_ACCEPTABLE: [
    { headers: { accept: 'image/png' } },
    { headers: { accept: 'text/html' } },
    { body: { query: 'subscription { callUpdates(id: "osvi:a") { id } }' } },
    {
      method: 'GET',
      path: '/graphql?query={__typename}',
      headers: { accept: 'text/plain', 'x-requested-with': 'x' },
    },
  ],
  REQUEST_TIMEOUT: [
    {
      raw: 'POST /graphql HTTP/1.1\r\nhost: localhost\r\n',
      httpServer: { headersTimeoutMs: 100, requestTimeoutMs: 200 },
    },
  ],
  HOST_NOT_ALLOWED: [{ headers: { host: 'evil.example' }, httpServer: { acceptsHost: () => false } }],
  HEADERS_TOO_LONG: [
    { headers: { 'x-long': 'x'.repeat(20_000) } },
    { path: `/graphql?${'x'.repeat(20_000)}` },
  ],
  UNSUPPORTED_MEDIA_TYPE: [
    { headers: { 'content-type': 'text/plain' } },
    { headers: { 'content-type': undefined } },
    { headers: { 'content-encoding': 'gzip' } },
  ],
  UNAUTHENTICATED: [
    { endpoint: rejecting(new Unauthenticated('Send a token.')), responds: { 'www-authenticate': 'Bearer' } },
  ],
  ACCESS_UNAVAILABLE: [{ endpoint: rejecting(new AccessUnavailable(1)), ...RETRY }],
  CSRF_REFUSED: [{ method: 'GET', path: '/graphql?query={__typename}' }],
  LIMIT_EXCEEDED: [
    {
      body: { query: `{ ${'__typename '.repeat(51)} }` },
      extensions: { limit: 'rootFields', allowed: 50, found: 51 },
    },
    {
      body: { query: `{ __typename } # ${'x'.repeat(2_000)}` },
      endpoint: { limits: { bodyBytes: 1_000 } },
      status: 413,
      extensions: { limit: 'bodyBytes', allowed: 1_000 },
    },
  ],
  RATE_LIMITED: [{ times: 2, endpoint: { limits: { operationsPerSecond: 1 } }, ...RETRY }],
  OVERLOADED: [],
  DOCUMENT_NOT_TRUSTED: [{ endpoint: { trustedDocuments: { path: '' } } }],
  PERSISTED_QUERY_NOT_FOUND: [{ body: { extensions: { persistedQuery: HASH } } }],
  PERSISTED_QUERY_MISMATCH: [{ body: { ...TYPENAME, extensions: { persistedQuery: HASH } } }],
  GRAPHQL_PARSE_FAILED: [{ body: { query: '{' } }, { body: { query: 'query Q(' } }],
  GRAPHQL_VALIDATION_FAILED: [
    { body: { query: '{ nothing }' } },
    { body: { query: 'mutation { __typename }' } },
    { body: { query: 'mutation Dial { placeCall(to: "+1") { id } }' } },
    { body: { query: 'query A { __typename } mutation B { __typename }', operationName: 'B' } },
  ],
  OPERATION_RESOLUTION_FAILURE: [
    { body: { query: 'query A { __typename } query B { __typename }' } },
    { body: { query: 'query A { __typename }', operationName: 'B' } },
    { body: { query: 'fragment F on Query { __typename }', operationName: 'F' } },
  ],
  BAD_USER_INPUT: [
    { body: { query: 'query ($ids: [ID!]!) { calls(ids: $ids) { id } }', variables: { ids: 1.5 } } },
    { body: { query: 'query ($ids: [ID!]!) { calls(ids: $ids) { id } }' } },
  ],
  INTERNAL_SERVER_ERROR: [
    {
      changeApp: (app) => ({
        ...app,
        createContext: () => {
          throw new Error('a defect');
        },
      }),
      extensions: { requestId: expect.any(String) },
    },
  ],
};

let server: TestServer;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function startFor({
  server: environment = {},
  endpoint = {},
  httpServer,
  changeApp,
}: Rejected): Promise<void> {
  const manifest = temporaryFile('manifest.json');
  writeFileSync(manifest, JSON.stringify({ [HASH.sha256Hash]: 'query Other { __typename }' }));
  server = await startTestServer(environment, {
    endpoint: {
      ...endpoint,
      ...(endpoint.trustedDocuments !== undefined && { trustedDocuments: { path: manifest } }),
    },
    ...(httpServer !== undefined && { httpServer }),
    ...(changeApp !== undefined && { changeApp }),
  });
  stops.push(server.stop);
}

function toText({
  method = 'POST',
  path = '/graphql',
  headers = {},
  body = TYPENAME,
  raw,
}: Rejected): string {
  if (raw !== undefined) return raw;
  const content = method === 'GET' ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const all: Rejected['headers'] = {
    host: 'localhost',
    connection: 'close',
    accept: 'application/graphql-response+json',
    ...(method !== 'GET' && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(content)),
    }),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}`,
  );
  return [`${method} ${path} HTTP/1.1`, ...lines, '', content].join('\r\n');
}

const sendText = (text: string): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(parseResponse(received)));
  });

function parseResponse(text: string): RawResponse {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const content = rest.join('\r\n\r\n');
  const body =
    headers.get('transfer-encoding') === 'chunked' ? content.replace(/(^|\r\n)[0-9a-f]+\r\n/g, '') : content;
  return { status: Number(start.split(' ')[1]), headers, body };
}

const codes = Object.keys(REQUEST_ERRORS) as RequestErrorCode[];
const cases = codes.flatMap((code) => CASES[code].map((rejected, index) => ({ code, rejected, index })));

describe('a rejected request has the status, code and headers of the table', () => {
  it.each(cases)('$code, case $index', async ({ code, rejected }) => {
    await startFor(rejected);
    for (let count = 1; count < (rejected.times ?? 1); count += 1) await sendText(toText(rejected));
    const { status, headers, body } = await sendText(toText(rejected));
    expect([status, body]).toEqual([
      rejected.status ?? REQUEST_ERRORS[code].status,
      expect.stringContaining(code),
    ]);
    const { errors, ...rest } = JSON.parse(body) as { errors: readonly Record<string, unknown>[] };
    expect(rest).toEqual({});
    for (const error of errors) {
      expect(error).not.toHaveProperty('path');
      expect(error['message']).toMatch(/^[A-Z"].*[.)?]$|^(?:Syntax Error|PersistedQueryNotFound$)/s);
      expect(error['extensions']).toEqual({ code, ...rejected.extensions });
    }
    expect(headers.get('content-type')).toMatch(/^application\/(?:graphql-response\+)?json; charset=utf-8$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    for (const [name, value] of Object.entries(rejected.responds ?? {}))
      expect(headers.get(name)).toBe(value);
  });

  it('each code of the table has a case', () => {
    expect(codes.filter((code) => CASES[code].length === 0)).toEqual(['OVERLOADED']); // below
  });
});

describe('a request that is well-formed GraphQL over HTTP', () => {
  const wellFormed = codes.filter((code) => 'wellFormed' in REQUEST_ERRORS[code]);

  it.each(wellFormed)(
    'gets status 200 and the code %s from a client that accepts application/json only',
    async (code) => {
      const [rejected = {}] = CASES[code];
      await startFor(rejected);
      const { status, body, headers } = await sendText(
        toText({ ...rejected, headers: { ...rejected.headers, accept: 'application/json' } }),
      );
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code } }] });
    },
  );
});

describe('a server with as many requests in flight as it may have', () => {
  it('rejects the next with OVERLOADED', async () => {
    let admit = (): void => {};
    const admitted = new Promise<void>((resolve) => {
      admit = resolve;
    });
    await startFor({
      endpoint: {
        limits: { concurrentInTotal: 1 },
        accessControl: { authenticate: () => ANONYMOUS, isCurrent: () => true },
      },
    });
    const slow = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
      slow.write(toText({}).slice(0, -1)); // its body is never complete
      setTimeout(admit, 100);
    });
    await admitted;
    const { status, headers, body } = await sendText(toText({}));
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(JSON.parse(body)).toMatchObject({
      errors: [{ extensions: { code: 'OVERLOADED', retryAfterSeconds: 1 } }],
    });
    slow.destroy();
  });
});
