import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../src/access/principal.ts';
import { codesOf, startTestServer, type TestServer } from '../support/test-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const TYPENAME = JSON.stringify({ query: '{ __typename }' });
const ORIGIN = 'https://app.example.com';

describe('the HTTP interface', () => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer(
      {},
      { endpoint: { allowedOrigins: [ORIGIN, 'http://localhost:3000'] } },
    );
  });
  afterAll(() => testServer.stop());

  it('rejects batches, other content types, other charsets and compressed bodies', async () => {
    const post = async (headers: Record<string, string>, body: string): Promise<[number, unknown]> => {
      const response = await testServer.send({ method: 'POST', headers, body });
      return [response.status, codesOf(response)[0]];
    };
    expect(await post(JSON_TYPE, `[${TYPENAME}]`)).toEqual([400, 'BAD_REQUEST']);
    expect(await post(JSON_TYPE, '')).toEqual([400, 'BAD_REQUEST']);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
      'application/graphql',
      'application/jsonp',
      'application/json; charset=utf-16',
      'x',
    ])
      expect(await post({ 'content-type': type }, TYPENAME), type).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await post({ ...JSON_TYPE, 'content-encoding': 'gzip' }, TYPENAME)).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    for (const type of [
      'application/json;charset=UTF-8',
      'application/json; charset="utf-8"',
      'Application/JSON',
    ])
      expect((await post({ 'content-type': type }, TYPENAME))[0], type).toBe(200);
  });

  it('rejects other methods, and handles HEAD and OPTIONS', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      const response = await testServer.send({ method });
      expect([response.status, response.headers.get('allow'), codesOf(response)]).toEqual([
        405,
        'GET, POST',
        ['METHOD_NOT_ALLOWED'],
      ]);
    }
    const head = await testServer.send(
      { method: 'HEAD', headers: { 'x-requested-with': 'x' } },
      '/graphql?query={__typename}',
    );
    expect([head.status, head.body]).toEqual([200, {}]);
    expect((await testServer.send({ method: 'OPTIONS' })).status).toBe(204);
    expect((await testServer.send({ method: 'POST', body: '' }, '/health')).status).toBe(405);
    expect((await testServer.send({ method: 'HEAD' }, '/ready')).status).toBe(200);
  });

  it("rejects a GET that another site's page could send", async () => {
    const get = async (headers: Record<string, string>): Promise<[number, unknown]> => {
      const response = await testServer.send({ headers }, '/graphql?query={__typename}');
      return [response.status, codesOf(response)[0]];
    };
    expect(await get({})).toEqual([403, 'CSRF_REFUSED']);
    expect(await get({ 'content-type': 'text/plain' })).toEqual([403, 'CSRF_REFUSED']);
    for (const name of [
      'graphql-require-preflight',
      'apollo-require-preflight',
      'x-apollo-operation-name',
      'x-graphql-yoga-csrf',
      'x-requested-with',
    ])
      expect((await get({ [name]: 'x' }))[0], name).toBe(200);
    expect((await get(JSON_TYPE))[0]).toBe(200);
  });

  it('sends CORS headers to pages of allowed origins, and to no others', async () => {
    const preflight = (origin: string): ReturnType<TestServer['send']> =>
      testServer.send({
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
    const allowed = await preflight(ORIGIN);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(allowed.headers.get('vary')).toContain('Origin');
    for (const origin of [
      'https://evil.example',
      'null',
      `${ORIGIN}.evil.example`,
      'http://app.example.com',
      `${ORIGIN}:8443`,
      'https://APP.example.com',
      '*',
    ]) {
      for (const response of [
        await preflight(origin),
        await testServer.send({ method: 'POST', headers: { ...JSON_TYPE, origin }, body: TYPENAME }),
      ]) {
        const names = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect(names, origin).toEqual([]);
        expect(response.headers.get('vary')).toContain('Origin');
      }
    }
    const response = await testServer.send({
      method: 'POST',
      headers: { ...JSON_TYPE, origin: ORIGIN },
      body: TYPENAME,
    });
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('serves GraphiQL to browsers, under a content security policy that allows nothing else', async () => {
    const page = await fetch(`${testServer.url}/graphql`, { headers: { accept: 'text/html' } });
    await page.arrayBuffer();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('http');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
  });

  it('names no software, and forbids caching and media type sniffing', async () => {
    for (const path of ['/graphql', '/health', '/nowhere']) {
      const { headers } = await testServer.send({ headers: { 'x-requested-with': 'x' } }, path);
      expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const { status } = await testServer.send({}, '/graphql?from=/health');
    expect(status).toBe(403);
  });

  it('rejects an accept header without a supported media type', async () => {
    for (const accept of ['image/png', 'text/plain'])
      expect(
        (await testServer.send({ method: 'POST', headers: { ...JSON_TYPE, accept }, body: TYPENAME })).status,
      ).toBe(406);
  });
});

describe('schema disclosure', () => {
  let testServer: TestServer;
  afterEach(() => testServer.stop());

  it('covers neither the schema nor suggestions when introspection is off', async () => {
    testServer = await startTestServer({}, { endpoint: { introspection: false } });
    const schema = await testServer.ask({ query: '{ __schema { types { name } } }' });
    expect(schema.status).toBe(400);
    expect(schema.body).not.toHaveProperty('data');
    const typo = await testServer.ask({ query: '{ providerz { name } call(idd: 1) { id } }' });
    expect(JSON.stringify(typo.body)).not.toMatch(/did you mean/i);
    expect((await testServer.send({ headers: { accept: 'text/html' } })).status).toBe(406);
    expect((await testServer.ask({ query: '{ __typename }' })).status).toBe(200);
  });

  it('covers neither the schema nor suggestions when clients need a credential and no setting says otherwise', async () => {
    const accessControl = { authenticate: () => ANONYMOUS, isCurrent: () => true };
    testServer = await startTestServer({}, { endpoint: { accessControl } });
    const schema = await testServer.ask({ query: '{ __schema { types { name } } }' });
    expect(new Set(codesOf(schema))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
    const typo = await testServer.ask({ query: '{ providerz { name } }' });
    expect(JSON.stringify(typo.body)).not.toMatch(/did you mean/i);
    expect((await testServer.send({ headers: { accept: 'text/html' } })).status).toBe(406);
  });

  it('covers the schema without suggestions, or suggestions without the schema, as set', async () => {
    testServer = await startTestServer({}, { endpoint: { suggestions: false } });
    expect(JSON.stringify((await testServer.ask({ query: '{ providerz { name } }' })).body)).not.toMatch(
      /did you mean/i,
    );
    expect((await testServer.ask({ query: '{ __schema { queryType { name } } }' })).status).toBe(200);
    await testServer.stop();
    testServer = await startTestServer({}, { endpoint: { suggestions: true, introspection: false } });
    expect(JSON.stringify((await testServer.ask({ query: '{ providerz { name } }' })).body)).toMatch(
      /did you mean/i,
    );
  });
});

describe('the request log', () => {
  let testServer: TestServer;
  afterEach(() => testServer.stop());

  it('has one line a request, with the outcome and without arguments or results', async () => {
    testServer = await startTestServer({}, { endpoint: {} });
    const id = (testServer.sandbox?.examples ?? []).map(
      ({ providerId, callId }) => `${providerId}:${callId}`,
    )[0];
    const headers = { 'x-request-id': 'request-0002', authorization: 'Bearer secret-token' };
    const query =
      'query Look($id: ID!) { call(id: $id) { id transcript { text } customer { phoneNumber } } bad: call(id: "x") { id } }';
    const { body } = await testServer.ask({ query, variables: { id } }, headers);
    const lines = testServer.log.filter(({ msg }) => msg === 'request');
    expect(lines).toEqual([
      expect.objectContaining({
        requestId: 'request-0002',
        operationName: 'Look',
        operationType: 'query',
        outcome: 'partial',
        codes: ['BAD_USER_INPUT'],
        status: 200,
        durationMs: expect.any(Number),
      }),
    ]);
    const { call } = body.data as { call: { transcript: { text: string } } };
    for (const secret of [id, 'secret-token', 'phoneNumber', call.transcript.text.slice(0, 20)])
      expect(JSON.stringify(testServer.log)).not.toContain(secret);
  });

  it('has a line for a rejected request, and omits an operation name that may carry private data', async () => {
    testServer = await startTestServer({}, { endpoint: {} });
    await testServer.send({ method: 'POST', headers: JSON_TYPE, body: '{' });
    await testServer.ask({ query: 'query Call_15551234567 { __typename }' });
    await testServer.ask({ query: '{ nothing }' });
    const lines = testServer.log.filter(({ msg }) => msg === 'request');
    expect(lines).toMatchObject([
      { outcome: 'error', status: 400, codes: ['BAD_REQUEST'] },
      { outcome: 'ok', status: 200, operationType: 'query' },
      { outcome: 'error', status: 400, codes: ['GRAPHQL_VALIDATION_FAILED'] },
    ]);
    expect(lines[1]).not.toHaveProperty('operationName');
  });
});

describe('slow clients', () => {
  it('are disconnected when their headers or their body do not arrive in time', async () => {
    const testServer = await startTestServer(
      {},
      { endpoint: {}, httpServer: { headersTimeoutMs: 200, requestTimeoutMs: 400 } },
    );
    const { port } = new URL(testServer.url);
    const receiveFrom = (bytes: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
        let received = '';
        socket.on('data', (chunk) => {
          received += chunk;
        });
        socket.on('error', () => resolve(received));
        socket.on('close', () => resolve(received));
      });
    const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
    const [headers, body, long] = await Promise.all([
      receiveFrom(head),
      receiveFrom(`${head}content-length: 100\r\n\r\n{`),
      receiveFrom(`${head}x: ${'x'.repeat(20_000)}\r\n\r\n`),
    ]);
    expect(headers).toContain('408');
    expect(body).toContain('408');
    expect(long).toContain('431');
    await testServer.stop();
  });
});
