import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, startTestServer, type TestServer } from '../support/test-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const TYPENAME = JSON.stringify({ query: '{ __typename }' });
const ORIGIN = 'https://app.example.com';

describe('the HTTP surface', () => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer(
      {},
      { endpoint: { allowedOrigins: [ORIGIN, 'http://localhost:3000'] } },
    );
  });
  afterAll(() => testServer.stop());

  it('refuses batches, other content types, other charsets and compressed bodies', async () => {
    const post = async (headers: Record<string, string>, body: string): Promise<[number, unknown]> => {
      const answer = await testServer.send({ method: 'POST', headers, body });
      return [answer.status, codesOf(answer)[0]];
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

  it('refuses other methods, and handles HEAD and OPTIONS', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      const answer = await testServer.send({ method });
      expect([answer.status, answer.headers.get('allow'), codesOf(answer)]).toEqual([
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

  it('refuses a GET that another site’s page could send', async () => {
    const get = async (headers: Record<string, string>): Promise<[number, unknown]> => {
      const answer = await testServer.send({ headers }, '/graphql?query={__typename}');
      return [answer.status, codesOf(answer)[0]];
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

  it('answers pages of allowed origins, and no others', async () => {
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
      for (const answer of [
        await preflight(origin),
        await testServer.send({ method: 'POST', headers: { ...JSON_TYPE, origin }, body: TYPENAME }),
      ]) {
        const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect(names, origin).toEqual([]);
        expect(answer.headers.get('vary')).toContain('Origin');
      }
    }
    const answer = await testServer.send({
      method: 'POST',
      headers: { ...JSON_TYPE, origin: ORIGIN },
      body: TYPENAME,
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('gives browsers GraphiQL under a policy that lets nothing else in', async () => {
    const page = await fetch(`${testServer.url}/graphql`, { headers: { accept: 'text/html' } });
    await page.arrayBuffer();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('http');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
  });

  it('names no software, and lets nothing be kept or guessed at', async () => {
    for (const path of ['/graphql', '/health', '/nowhere']) {
      const { headers } = await testServer.send({ headers: { 'x-requested-with': 'x' } }, path);
      expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const { status } = await testServer.send({}, '/graphql?from=/health');
    expect(status).toBe(403);
  });

  it('says what media types it answers with', async () => {
    for (const accept of ['image/png', 'text/plain'])
      expect(
        (await testServer.send({ method: 'POST', headers: { ...JSON_TYPE, accept }, body: TYPENAME })).status,
      ).toBe(406);
  });
});

describe('what a stranger can learn', () => {
  let testServer: TestServer;
  afterEach(() => testServer.stop());

  it('is neither the schema nor its names when introspection is off', async () => {
    testServer = await startTestServer({}, { endpoint: { introspection: false } });
    const schema = await testServer.ask({ query: '{ __schema { types { name } } }' });
    expect(schema.status).toBe(400);
    expect(schema.body).not.toHaveProperty('data');
    const typo = await testServer.ask({ query: '{ providerz { name } call(idd: 1) { id } }' });
    expect(JSON.stringify(typo.body)).not.toMatch(/did you mean/i);
    expect((await testServer.send({ headers: { accept: 'text/html' } })).status).toBe(406);
    expect((await testServer.ask({ query: '{ __typename }' })).status).toBe(200);
  });

  it('can be the schema without suggestions, or suggestions without the schema', async () => {
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

describe('the log of requests', () => {
  let testServer: TestServer;
  afterEach(() => testServer.stop());

  it('has one line a request, with how it went and nothing of what was asked', async () => {
    testServer = await startTestServer({}, { endpoint: {} });
    const [example] = testServer.sandbox?.examples ?? [];
    const id = `${example?.providerId}:${example?.callId}`;
    const headers = { 'x-request-id': 'request-0002', authorization: 'Bearer tell-nobody' };
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
    for (const secret of [id, 'tell-nobody', 'phoneNumber', call.transcript.text.slice(0, 20)])
      expect(JSON.stringify(testServer.log)).not.toContain(secret);
  });

  it('tells requests that were refused, and leaves out names that may be more than names', async () => {
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
  it('are cut off while their headers or their body do not arrive', async () => {
    const testServer = await startTestServer(
      {},
      { endpoint: {}, httpServer: { headersTimeoutMs: 200, requestTimeoutMs: 400 } },
    );
    const { port } = new URL(testServer.url);
    const hearFrom = (bytes: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
        let heard = '';
        socket.on('data', (chunk) => {
          heard += chunk;
        });
        socket.on('error', () => resolve(heard));
        socket.on('close', () => resolve(heard));
      });
    const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
    const [headers, body, long] = await Promise.all([
      hearFrom(head),
      hearFrom(`${head}content-length: 100\r\n\r\n{`),
      hearFrom(`${head}x: ${'x'.repeat(20_000)}\r\n\r\n`),
    ]);
    expect(headers).toContain('408');
    expect(body).toContain('408');
    expect(long).toContain('431');
    await testServer.stop();
  });
});
