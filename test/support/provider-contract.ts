import { gzipSync } from 'node:zlib';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enumValueName, graphTypeName, rootFieldName } from '../../schema/graph-names.ts';
import { providerBindings } from '../../schema/providers.ts';
import type { Environment } from '../../src/config/config.ts';
import type { Json } from '../../src/domain/json.ts';
import { type Handler, type MockServer, sendJson, startMockServer } from './mock-server.ts';
import type { ProviderFixture } from './provider-fixture.ts';
import { API_KEY, environmentFor, requestedId, respondWithRecord } from './provider-under-test.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** A word that fills bad responses, and that no client may ever see. */
const PROVIDERS_OWN_WORDS = 'zebrafish';

/** Ids that are strange, but may well be a call's. */
const STRANGE_IDS = [
  'a/b',
  'a/../b',
  '../b',
  '..%2f',
  '%2e%2e',
  '100%',
  'a?b=c&d',
  'a#b',
  'a b',
  'a+b',
  'a:b',
  'a;b,c@d',
  'a\\b',
  '...',
  '"quoted" and ‘quoted’',
  '{id}',
  '<script>',
  'naïve-Ünïcode-名前',
  '📞👩🏽‍🔧',
  '\u202Eright to left',
  'x'.repeat(256),
];

/** Ids that cannot be a call's. */
const IMPOSSIBLE_IDS: readonly (readonly [name: string, id: string])[] = [
  ['empty', ''],
  ['blank', '   '],
  ['one character too long', 'x'.repeat(257)],
  ['far too long', 'x'.repeat(10_000)],
  ['a step in a path', '.'],
  ['a step back in a path', '..'],
  ['broken by a line', 'a\nb'],
  ['broken by a carriage return', 'a\r\nb'],
  ['broken by a Unicode line separator', 'a\u2028b'],
  ['holding a control character', 'a\u0000b'],
  ['holding a tab', 'a\tb'],
  ['holding a delete character', 'a\u007Fb'],
  ['half a character', 'a\uD83D'],
];

interface Failure {
  readonly what: string;
  readonly code: string;
  readonly respond: Handler;
  readonly environment?: Environment;
  /** What `extensions` holds beside the code and the call. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const sendText = (status: number, type: string, text: string): Handler => {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(text);
  };
};
const sendStatus = (status: number, headers: Record<string, string> = {}): Handler => {
  const body = { success: false, err: true, message: PROVIDERS_OWN_WORDS, detail: PROVIDERS_OWN_WORDS };
  return (_request, response) => sendJson(response, status, body, headers);
};
const sendBody = (body: Json): Handler => {
  return (_request, response) => sendJson(response, 200, body);
};

/** Codes of failures that the same request, sent again, would meet again. */
const FINAL_CODES = new Set(['PROVIDER_UNAUTHORIZED', 'PROVIDER_REJECTED', 'PROVIDER_BAD_RESPONSE']);

const IMPATIENT = { UPSTREAM_DEADLINE_MS: '1500' };
const IN_A_MINUTE_MS = 60_000;

const HALF_A_ZIP = gzipSync(`{"${PROVIDERS_OWN_WORDS}":"${'abcdefgh'.repeat(500)}"}`).subarray(0, 40);

const UNAVAILABLE: readonly Omit<Failure, 'code'>[] = [
  { what: 'a 500', respond: sendStatus(500) },
  { what: 'a 503', respond: sendStatus(503) },
  { what: 'a connection that is reset', respond: (request) => request.socket.resetAndDestroy() },
  { what: 'a connection that is closed without a response', respond: (request) => request.socket.destroy() },
  {
    what: 'a body shorter than it says',
    respond: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write(`{"${PROVIDERS_OWN_WORDS}":`, () => response.destroy());
    },
  },
  {
    what: 'a chunked body without its last chunk',
    respond: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`{"${PROVIDERS_OWN_WORDS}":`, () => response.destroy());
    },
  },
  {
    what: 'a compressed body that breaks off',
    respond: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.write(HALF_A_ZIP, () => response.destroy());
    },
  },
  {
    what: 'a compressed body that ends before it is whole',
    respond: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(HALF_A_ZIP);
    },
  },
  {
    what: 'a body of no stated length that ends before it is whole',
    respond: ({ socket }) => {
      socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{"${PROVIDERS_OWN_WORDS}":`,
      );
    },
  },
  {
    what: 'a body of no stated length that is reset',
    respond: ({ socket }) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{"${PROVIDERS_OWN_WORDS}":`,
        () => setTimeout(() => socket.resetAndDestroy(), 10),
      );
    },
  },
];

/** The contract of every provider, proved over HTTP through a running server. */
export function describeProvider(fixture: ProviderFixture): void {
  const { provider } = fixture;
  const globalId = (id: string): string => `${provider.id}:${id}`;
  const path = (escapedId: string): string => (fixture.paths[0] ?? '').replace('{id}', () => escapedId);

  describe('asking', () => {
    let server: MockServer;
    let testServer: TestServer;
    beforeAll(async () => {
      server = await startMockServer(respondWithRecord(fixture));
      testServer = await startTestServer(environmentFor(fixture, server.url));
    });
    afterAll(async () => {
      await testServer.stop();
      await server.close();
    });

    it('sends one GET, with the key in its header and nowhere else', async () => {
      const sent = server.requests.length;
      await testServer.query(`{ ${rootFieldName(provider.id)}(callId: "key") { status } }`);
      expect(server.requests).toHaveLength(sent + 1);
      const request = server.requests.at(-1);
      expect(request?.method).toBe('GET');
      expect(request?.url).toBe(path('key'));
      const carrying = Object.entries(request?.headers ?? {}).filter(([, value]) =>
        String(value).includes(API_KEY),
      );
      expect(carrying).toEqual([[fixture.keyHeader.name, fixture.keyHeader.value(API_KEY)]]);
    });

    it('asks below the path of a base URL, whether or not that ends in a slash', async () => {
      const elsewhere = await startTestServer(environmentFor(fixture, `${server.url}/some/where/`));
      try {
        await elsewhere.query('query ($id: ID!) { call(id: $id) { status } }', { id: globalId('below') });
        expect(server.requests.at(-1)?.url).toBe(`/some/where${path('below')}`);
      } finally {
        await elsewhere.stop();
      }
    });

    it.each(STRANGE_IDS)('asks for the call %j, escaped for one segment of the path', async (id) => {
      const query = `query ($id: ID!, $callId: ID!) {
        call(id: $id) { id providerCallId provider __typename }
        calls(ids: [$id]) { id }
        node(id: $id) { id }
        nodes(ids: [$id]) { id }
        typed: ${rootFieldName(provider.id)}(callId: $callId) { providerCallId }
      }`;
      const sent = server.requests.length;
      const result = await testServer.query(query, { id: globalId(id), callId: id });
      expect(result).toEqual({
        data: {
          call: {
            id: globalId(id),
            providerCallId: id,
            provider: enumValueName(provider.id),
            __typename: graphTypeName(provider.id),
          },
          calls: [{ id: globalId(id) }],
          node: { id: globalId(id) },
          nodes: [{ id: globalId(id) }],
          typed: { providerCallId: id },
        },
      });
      expect(server.requests.slice(sent).map(({ url }) => url)).toEqual([path(encodeURIComponent(id))]);
    });

    it.each([
      ['call', 'call(id: $id) { id }'],
      ['calls', 'calls(ids: [$id]) { id }'],
      ['node', 'node(id: $id) { id }'],
      ['nodes', 'nodes(ids: [$id]) { id }'],
      [rootFieldName(provider.id), `${rootFieldName(provider.id)}(callId: $callId) { id }`],
    ])('escapes an id that comes in through %s alone', async (field, selection) => {
      const id = `../${field}?a=b#c%2f..`;
      const sent = server.requests.length;
      const query = `query ($id: ID!, $callId: ID!) { ${selection} o: call(id: $id) @include(if: false) { id } p: ${rootFieldName(provider.id)}(callId: $callId) @include(if: false) { id } }`;
      const { errors } = await testServer.query(query, { id: globalId(id), callId: id });
      expect(errors).toBeUndefined();
      expect(server.requests.slice(sent).map(({ url }) => url)).toEqual([path(encodeURIComponent(id))]);
    });

    it.each(IMPOSSIBLE_IDS)('rejects an id that is %s, without a request', async (_name, id) => {
      const sent = server.requests.length;
      const query = `query ($id: ID!, $callId: ID!) {
        call(id: $id) { id }
        node(id: $id) { id }
        calls(ids: [$id]) { id }
        nodes(ids: [$id]) { id }
        typed: ${rootFieldName(provider.id)}(callId: $callId) { id }
      }`;
      const { data, errors } = await testServer.query(query, { id: globalId(id), callId: id });
      expect(data).toEqual({ call: null, node: null, calls: [null], nodes: [null], typed: null });
      const whose = { code: 'BAD_USER_INPUT', provider: enumValueName(provider.id) };
      const extensions = id.length > 256 ? whose : { ...whose, providerCallId: id };
      expect(errors?.map((error) => error.extensions)).toEqual(Array(5).fill(extensions));
      expect(errors?.map((error) => error.path?.join('.')).toSorted()).toEqual([
        'call',
        'calls.0',
        'node',
        'nodes.0',
        'typed',
      ]);
      expect(JSON.stringify(errors).length).toBeLessThan(2_000);
      expect(server.requests).toHaveLength(sent);
    });

    it.each(['nobody:1', 'no colon', `${provider.id}`, `${provider.id.toUpperCase()}:1`, ' :1', ':1', ''])(
      'rejects %j, which names no provider, without a request',
      async (id) => {
        const sent = server.requests.length;
        const { data, errors } = await testServer.query('query ($id: ID!) { call(id: $id) { id } }', { id });
        expect(data).toEqual({ call: null });
        expect(errors?.map(codeOf)).toEqual(['BAD_USER_INPUT']);
        expect(server.requests).toHaveLength(sent);
      },
    );

    it('sends one request for one call, however often a query asks for it', async () => {
      const sent = server.requests.length;
      const query = `query ($id: ID!) {
        a: call(id: $id) { status }
        b: node(id: $id) { id }
        c: calls(ids: [$id, $id]) { status }
        d: ${rootFieldName(provider.id)}(callId: "often") { status }
      }`;
      expect((await testServer.query(query, { id: globalId('often') })).errors).toBeUndefined();
      expect(server.requests).toHaveLength(sent + 1);
    });
  });

  /** Queries a call that `respond` responds to, and a neighbour with a good response. */
  async function ask(respond: Handler, environment: Environment = {}): Promise<Asked> {
    const good = respondWithRecord(fixture);
    const server = await startMockServer((request, response) =>
      (requestedId(request.url) === 'neighbour' ? good : respond)(request, response),
    );
    const testServer = await startTestServer({ ...environmentFor(fixture, server.url), ...environment });
    try {
      await testServer.query(QUERY, { ids: [globalId('neighbour')] });
      const result = await testServer.query<Calls>(QUERY, { ids: [globalId('neighbour'), globalId('bad')] });
      return { result, server };
    } finally {
      await testServer.stop();
      await server.close();
    }
  }

  /** What every failure looks like to a client. */
  async function expectFailure({ what, code, respond, environment, details = {} }: Failure): Promise<void> {
    const { result, server } = await ask(respond, environment);
    expect(result.data?.calls[1], what).toBeNull();
    expect(result.data?.calls[0], 'the neighbour').toEqual({
      id: globalId('neighbour'),
      providerCallId: 'neighbour',
    });
    expect(result.errors).toEqual([
      {
        message: expect.stringMatching(/^[A-Z].{20,}\.$/),
        locations: [{ line: 1, column: expect.any(Number) }],
        path: ['calls', 1],
        extensions: { code, provider: enumValueName(provider.id), providerCallId: 'bad', ...details },
      },
    ]);
    const sent = server.requests.filter(({ url }) => requestedId(url) === 'bad').length;
    if (FINAL_CODES.has(code)) expect(sent, `requests after ${what}`).toBe(1);
    expectNoSecrets(result, server);
  }

  describe('a response', () => {
    it('of 404 is an absence', async () => {
      const { result } = await ask(sendStatus(404));
      expect(result).toEqual({
        data: { calls: [expect.objectContaining({ providerCallId: 'neighbour' }), null] },
      });
    });

    it.each(fixture.absences.map((body) => [body]))('of %j is an absence', async (body) => {
      const { result } = await ask(sendBody(body));
      expect(result).toEqual({
        data: { calls: [expect.objectContaining({ providerCallId: 'neighbour' }), null] },
      });
    });

    it('whose record does not say its id is believed', async () => {
      for (const id of [undefined, null, '', {}, []]) {
        const { [fixture.idField]: _id, ...anonymous } = fixture.record;
        const record = id === undefined ? anonymous : { ...anonymous, [fixture.idField]: id };
        const { result } = await ask(({ url = '' }, response) =>
          sendJson(response, 200, fixture.wrap(record, url)),
        );
        expect(result).toEqual({
          data: { calls: [expect.anything(), { id: globalId('bad'), providerCallId: 'bad' }] },
        });
      }
    });

    it('whose record spells the requested UUID in another case is the requested call', async () => {
      const id = 'BE8B84ED-16D8-459E-B71C-B0F54FCE5EC1';
      const record = { ...fixture.record, [fixture.idField]: id.toLowerCase() };
      const server = await startMockServer(({ url = '' }, response) =>
        sendJson(response, 200, fixture.wrap(record, url)),
      );
      const testServer = await startTestServer(environmentFor(fixture, server.url));
      const result = await testServer.query(QUERY, { ids: [globalId(id)] });
      await testServer.stop();
      await server.close();
      expect(result).toEqual({ data: { calls: [{ id: globalId(id), providerCallId: id }] } });
    });

    it('whose content type is missing, or begins with a byte order mark, is read all the same', async () => {
      const { result } = await ask(({ url = '' }, response) => {
        const body = fixture.wrap({ ...fixture.record, [fixture.idField]: 'bad' }, url);
        response.writeHead(200).end(`\uFEFF${JSON.stringify(body)}`);
      });
      expect(result.errors).toBeUndefined();
      expect(result.data?.calls[1]?.providerCallId).toBe('bad');
    });
  });

  describe('PROVIDER_NOT_CONFIGURED', () => {
    it('is what a call of this provider means where only others have keys, and nothing is sent', async () => {
      const server = await startMockServer(respondWithRecord(fixture));
      const others = providerBindings.flatMap((type) =>
        type.provider.id === provider.id ? [] : [type.provider.id],
      );
      const { [`${provider.id.toUpperCase()}_API_KEY`]: _key, ...keyless } = environmentFor(
        fixture,
        server.url,
      );
      const keys = Object.fromEntries(others.map((id) => [`${id.toUpperCase()}_API_KEY`, API_KEY]));
      const testServer = await startTestServer({ ...keyless, ...keys });
      const { data, errors } = await testServer.query(QUERY, { ids: [globalId('bad')] });
      await testServer.stop();
      await server.close();
      expect(data).toEqual({ calls: [null] });
      expect(errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
        {
          path: ['calls', 0],
          extensions: {
            code: 'PROVIDER_NOT_CONFIGURED',
            provider: enumValueName(provider.id),
            providerCallId: 'bad',
          },
        },
      ]);
      expect(server.requests).toEqual([]);
    });
  });

  describe('PROVIDER_UNAUTHORIZED', () => {
    it.each([401, 403])('is what %i means', (status) =>
      expectFailure({ what: `${status}`, code: 'PROVIDER_UNAUTHORIZED', respond: sendStatus(status) }),
    );
  });

  describe('PROVIDER_REJECTED', () => {
    it.each([400, 402, 405, 409, 410, 418, 422, 451])('is what %i means', (status) =>
      expectFailure({ what: `${status}`, code: 'PROVIDER_REJECTED', respond: sendStatus(status) }),
    );

    it.each(fixture.rejections.map((body) => [body]))('is what %j in a success means', (body) =>
      expectFailure({ what: 'a rejection', code: 'PROVIDER_REJECTED', respond: sendBody(body) }),
    );
  });

  describe('PROVIDER_RATE_LIMITED', () => {
    const code = 'PROVIDER_RATE_LIMITED';

    it('says after how many seconds to come back', () =>
      expectFailure({
        what: '429',
        code,
        respond: sendStatus(429, { 'retry-after': '30' }),
        environment: IMPATIENT,
        details: {
          retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds === 30 || seconds === 29),
        },
      }));

    it('counts the seconds to a date', () =>
      expectFailure({
        what: '429',
        code,
        respond: (request, response) =>
          sendStatus(429, { 'retry-after': new Date(Date.now() + IN_A_MINUTE_MS).toUTCString() })(
            request,
            response,
          ),
        environment: IMPATIENT,
        details: { retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds >= 56 && seconds <= 61) },
      }));
  });

  describe('PROVIDER_UNAVAILABLE', () => {
    it.concurrent.each(UNAVAILABLE)('is what $what means', (failure) =>
      expectFailure({ ...failure, code: 'PROVIDER_UNAVAILABLE', environment: IMPATIENT }),
    );

    it('is what a refused connection means', async () => {
      const server = await startMockServer(sendStatus(500));
      await server.close();
      const testServer = await startTestServer({ ...environmentFor(fixture, server.url), ...IMPATIENT });
      const result = await testServer.query<Calls>(QUERY, { ids: [globalId('bad')] });
      await testServer.stop();
      expect(result.data).toEqual({ calls: [null] });
      expect(result.errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
        {
          path: ['calls', 0],
          extensions: {
            code: 'PROVIDER_UNAVAILABLE',
            provider: enumValueName(provider.id),
            providerCallId: 'bad',
          },
        },
      ]);
      expectNoSecrets(result, server);
    });
  });

  describe('PROVIDER_TIMEOUT', () => {
    const failure = { code: 'PROVIDER_TIMEOUT', environment: { UPSTREAM_DEADLINE_MS: '200' } };

    it('is what silence means', () => expectFailure({ ...failure, what: 'silence', respond: () => {} }));

    it('is what a body without an end means', () =>
      expectFailure({
        ...failure,
        what: 'a drip',
        respond: (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          const drip = setInterval(() => response.write(' '), 20);
          response.on('close', () => clearInterval(drip));
        },
      }));
  });

  describe('PROVIDER_BAD_RESPONSE', () => {
    const code = 'PROVIDER_BAD_RESPONSE';
    const small = { UPSTREAM_MAX_BODY_MB: '1' };
    const page = `<!doctype html><title>${PROVIDERS_OWN_WORDS}</title>`;
    const deep = `{"${PROVIDERS_OWN_WORDS}":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

    it.each<readonly [string, Handler]>([
      ['a page of HTML', sendText(200, 'text/html; charset=utf-8', page)],
      ['a page of HTML that calls itself JSON', sendText(200, 'application/json', page)],
      ['JSON that breaks off', sendText(200, 'application/json', `{"${PROVIDERS_OWN_WORDS}": [1,`)],
      [
        'JSON that breaks off in a compressed body of stated length',
        (_request, response) => {
          const body = gzipSync(`{"${PROVIDERS_OWN_WORDS}": [1,`);
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-encoding': 'gzip',
            'content-length': body.length,
          });
          response.end(body);
        },
      ],
      [
        'JSON that breaks off in a chunked body that ends as it should',
        (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write(`{"${PROVIDERS_OWN_WORDS}":`, () => response.end('[1,'));
        },
      ],
      ['no body', sendText(200, 'application/json', '')],
      ['a 204', (_request, response) => response.writeHead(204).end()],
      ['a list', sendBody([PROVIDERS_OWN_WORDS])],
      ['a text', sendBody(PROVIDERS_OWN_WORDS)],
      ['a number', sendBody(5)],
      ['null', sendBody(null)],
      [
        'bytes that are not what their encoding says',
        (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
          response.end(PROVIDERS_OWN_WORDS);
        },
      ],
      ['lists nested too deeply to be serialised', sendText(200, 'application/json', deep)],
    ])('is what %s means', (what, respond) => expectFailure({ what, code, respond }));

    it.each(fixture.envelopesWithoutCall.map((body) => [body]))('is what %j means', (body) =>
      expectFailure({ what: 'no call', code, respond: sendBody(body) }),
    );

    it('is what the record of another call means', () =>
      expectFailure({
        what: 'another call',
        code,
        respond: ({ url = '' }, response) => {
          const record = { ...fixture.record, [fixture.idField]: PROVIDERS_OWN_WORDS };
          sendJson(response, 200, fixture.wrap(record, url));
        },
      }));

    it('is what a record with a number too long to be held exactly means, unless it is the requested one', async () => {
      for (const [requested, sent, isServed] of [
        ['9007199254740993', '9007199254740993', true],
        ['9007199254740993', '8007199254740993', false],
        ['bad', '9007199254740993', false],
        ['bad', '1e300', false],
      ] as const) {
        const server = await startMockServer(({ url = '' }, response) => {
          const body = fixture.wrap({ ...fixture.record, [fixture.idField]: 'NUMBER' }, url);
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify(body).replace('"NUMBER"', sent));
        });
        const testServer = await startTestServer(environmentFor(fixture, server.url));
        const { errors } = await testServer.query<Calls>(QUERY, { ids: [globalId(requested)] });
        await testServer.stop();
        await server.close();
        expect(errors?.map(codeOf), `${sent} for ${requested}`).toEqual(isServed ? undefined : [code]);
      }
    });

    it('is what a body over the limit means, with or without a stated length', async () => {
      const text = JSON.stringify({ [PROVIDERS_OWN_WORDS]: 'x'.repeat(1_100_000) });
      await expectFailure({
        what: 'long',
        code,
        environment: small,
        respond: sendText(200, 'application/json', text),
      });
      const respond: Handler = (_request, response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        });
        response.end(text);
      };
      await expectFailure({ what: 'long', code, environment: small, respond });
    });

    it('is what a small body that unpacks into a huge one means', () => {
      const bomb = gzipSync(Buffer.alloc(16_000_000, ' '));
      const respond: Handler = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(bomb);
      };
      return expectFailure({ what: 'a bomb', code, environment: small, respond });
    });

    it.each([301, 302, 307, 308])('is what a redirect (%i) means, which is not followed', async (status) => {
      const target = await startMockServer(respondWithRecord(fixture));
      const respond: Handler = ({ url = '' }, response) => {
        response.writeHead(status, { location: `${target.url}${url}` }).end(PROVIDERS_OWN_WORDS);
      };
      await expectFailure({ what: 'a redirect', code, respond });
      expect(target.requests).toEqual([]);
      await target.close();
    });
  });
}

interface Calls {
  readonly calls: readonly ({ readonly id: string; readonly providerCallId: string } | null)[];
}

interface Asked {
  readonly result: ExecutionResult<Calls>;
  readonly server: MockServer;
}

const QUERY = 'query ($ids: [ID!]!) { calls(ids: $ids) { id providerCallId } }';

const codeOf = ({ extensions }: Pick<GraphQLError, 'extensions'>): unknown => extensions['code'];

/** No key, header, URL, stack or word of the provider's own. */
function expectNoSecrets(result: unknown, server: MockServer): void {
  const text = JSON.stringify(result).toLowerCase();
  const secrets = [
    API_KEY,
    'bearer',
    'authorization',
    'api-key',
    'api-token',
    PROVIDERS_OWN_WORDS,
    '127.0.0.1',
  ];
  for (const secret of [...secrets, server.url, new URL(server.url).port, 'http:', 'node_modules', '.ts:']) {
    expect(text).not.toContain(secret.toLowerCase());
  }
}
