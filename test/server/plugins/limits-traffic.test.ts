import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Unauthenticated } from '../../../src/domain/errors.ts';
import { clientByAddress } from '../../../src/server/request/client-address.ts';
import type { ServerRequest } from '../../../src/server/request/server-request.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { codesOf, startTestServer, type TestServer } from '../../support/test-server.ts';

let testServer: TestServer;
let providers: MockProviders | undefined;
afterEach(async () => {
  await testServer.stop();
  await providers?.close();
  providers = undefined;
});

const byHeader = (request: ServerRequest): string => request.headers.get('x-client') ?? '';
const PROVIDERS = { query: '{ providers { name } }' };

/** Begins a request whose body does not end. Resolves once the server has received it. */
async function holdRequest(url: string, client: string): Promise<() => void> {
  const held = request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-client': client },
  });
  held.on('error', () => {});
  held.write('{');
  await new Promise((resolve) => setTimeout(resolve, 50));
  return () => held.destroy();
}

describe('traffic limits', () => {
  it('reject operations a second over the limit of one client, and affect no other client', async () => {
    testServer = await startTestServer(
      {},
      {
        endpoint: { limits: { operationsPerSecond: 5 }, clientOf: byHeader },
      },
    );
    const responses = await Promise.all(
      Array.from({ length: 30 }, () => testServer.ask(PROVIDERS, { 'x-client': 'busy' })),
    );
    const rejected = responses.filter(({ status }) => status === 429);
    expect(rejected.length).toBeGreaterThanOrEqual(2);
    expect(responses.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(rejected[0]?.headers.get('retry-after')).toBe('1');
    expect(rejected[0]?.body.errors?.[0]).toEqual({
      message: 'A client may send 5 operations a second; large ones count more than once. Try again in 1 s.',
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 },
    });
    expect((await testServer.ask(PROVIDERS, { 'x-client': 'quiet' })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await testServer.ask(PROVIDERS, { 'x-client': 'busy' })).status).toBe(200);
  });

  const ids = (count: number, id: (index: number) => string): string[] =>
    Array.from({ length: count }, (_, index) => id(index));
  const CALLS = 'query Q($ids: [ID!]!) { calls(ids: $ids) { id } }';
  const MANY_ERRORS = { query: CALLS, variables: { ids: ids(240, (index) => `nobody:${index}`) } };
  const aliases = ids(30, (index) => `a${index}: id`).join(' ');
  const LARGE: readonly (readonly [kind: string, params: object])[] = [
    [
      'fields in lists',
      {
        query: `query Q($ids: [ID!]!) { calls(ids: $ids) { ${aliases} } }`,
        variables: { ids: ids(200, () => 'osvi:one') },
      },
    ],
    ['errors', MANY_ERRORS],
    ['requests to providers', { query: CALLS, variables: { ids: ids(60, (index) => `osvi:${index}`) } }],
    ['characters of an unknown document', { query: `{ providers { name } } ${'# \n'.repeat(4_000)}` }],
    ['bytes of a body', { ...PROVIDERS, variables: { unused: 'x'.repeat(990_000) } }],
  ];

  const heavy = { 'x-client': 'heavy' };
  const quiet = { 'x-client': 'quiet' };
  const startLimited = async (isBusy: boolean): Promise<void> => {
    providers = await startMockProviders();
    testServer = await startTestServer(providers.environment, {
      endpoint: { limits: { operationsPerSecond: 50 }, clientOf: byHeader, isBusy: () => isBusy },
    });
  };

  it.each(LARGE)(
    'count an operation with many %s as many operations while several clients keep the process busy',
    async (_kind, params) => {
      await startLimited(true);
      expect((await testServer.ask(PROVIDERS, quiet)).status).toBe(200);
      expect((await testServer.ask(params, heavy)).status).toBe(200);
      const next = await testServer.ask(PROVIDERS, heavy);
      expect(next.status).toBe(429);
      expect(Number(next.headers.get('retry-after'))).toBeLessThanOrEqual(10);
      expect((await testServer.ask(PROVIDERS, quiet)).status).toBe(200);
    },
  );

  it('let a client with a large operation go on after a pause', async () => {
    await startLimited(true);
    await testServer.ask(PROVIDERS, quiet);
    await testServer.ask(MANY_ERRORS, heavy);
    expect((await testServer.ask(PROVIDERS, heavy)).status).toBe(429);
    await vi.waitFor(async () => expect((await testServer.ask(PROVIDERS, heavy)).status).toBe(200), 5_000);
  });

  it('count a large operation once while the process is not busy', async () => {
    await startLimited(false);
    await testServer.ask(PROVIDERS, quiet);
    await testServer.ask(MANY_ERRORS, heavy);
    expect((await testServer.ask(PROVIDERS, heavy)).status).toBe(200);
  });

  it('leave all of a busy process to a client that is alone', async () => {
    await startLimited(true);
    for (let time = 0; time < 3; time += 1)
      expect((await testServer.ask(MANY_ERRORS, heavy)).status).toBe(200);
    expect((await testServer.ask(PROVIDERS, heavy)).status).toBe(200);
  });

  it('reject requests in flight over the limit of one client, until one ends', async () => {
    testServer = await startTestServer(
      {},
      {
        endpoint: { limits: { concurrentPerClient: 2 }, clientOf: byHeader },
      },
    );
    const held = [await holdRequest(testServer.url, 'busy'), await holdRequest(testServer.url, 'busy')];
    const rejected = await testServer.ask(PROVIDERS, { 'x-client': 'busy' });
    expect(rejected.status).toBe(429);
    expect(codesOf(rejected)).toEqual(['RATE_LIMITED']);
    expect((await testServer.ask(PROVIDERS, { 'x-client': 'quiet' })).status).toBe(200);
    held[0]?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await testServer.ask(PROVIDERS, { 'x-client': 'busy' })).status).toBe(200);
    held[1]?.();
  });

  it('reject requests in flight over the limit of all clients together', async () => {
    testServer = await startTestServer(
      {},
      {
        endpoint: { limits: { concurrentInTotal: 1 }, clientOf: byHeader },
      },
    );
    const release = await holdRequest(testServer.url, 'one');
    const rejected = await testServer.ask(PROVIDERS, { 'x-client': 'other' });
    expect(rejected.status).toBe(503);
    expect(rejected.headers.get('retry-after')).toBe('1');
    expect(codesOf(rejected)).toEqual(['OVERLOADED']);
    release();
    await vi.waitFor(async () => expect((await testServer.ask(PROVIDERS)).status).toBe(200));
  });

  it('count requests without a valid credential towards the limits of their address', async () => {
    const authenticate = (): never => {
      throw new Unauthenticated('Send a credential.');
    };
    testServer = await startTestServer(
      {},
      {
        endpoint: {
          accessControl: { authenticate, isCurrent: () => false },
          limits: { operationsPerSecond: 5 },
          clientOf: byHeader,
        },
      },
    );
    const statuses = await Promise.all(
      Array.from(
        { length: 30 },
        async () => (await testServer.ask(PROVIDERS, { 'x-client': 'busy' })).status,
      ),
    );
    expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(5);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
    expect((await testServer.ask(PROVIDERS, { 'x-client': 'quiet' })).status).toBe(401);
  });

  it('cannot be evaded by so many headers that the address of the client is lost', async () => {
    testServer = await startTestServer({}, { endpoint: { clientOf: clientByAddress(1) } });
    const headers = ['host: a', 'content-type: application/json', 'content-length: 24', 'connection: close'];
    headers.push(...Array<string>(2_100).fill('a:'), 'x-forwarded-for: 203.0.113.9');
    const socket = connect(Number(new URL(testServer.url).port), '127.0.0.1');
    socket.write(`POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n{"query":"{__typename}"} `);
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('are off when set to 0', async () => {
    const none = { operationsPerSecond: 0, concurrentPerClient: 0, concurrentInTotal: 0 };
    testServer = await startTestServer({}, { endpoint: { limits: none } });
    const responses = await Promise.all(Array.from({ length: 50 }, () => testServer.ask(PROVIDERS)));
    expect(responses.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('client identification by IP address', () => {
  const from = (remoteAddress: string, forwardedFor?: string, proxies = 0): string => {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    const state = { req: { socket: { remoteAddress } } } as unknown as Parameters<
      ReturnType<typeof clientByAddress>
    >[1];
    return clientByAddress(proxies)(new Request('http://localhost', { headers }), state);
  };

  it('uses a whole IPv4 address, and the network of an IPv6 address', async () => {
    testServer = await startTestServer({}, { endpoint: {} });
    expect(from('192.0.2.7')).toBe('192.0.2.7');
    expect(from('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(from('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(from('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(from('::1')).toBe('0:0:0:0::/64');
  });

  it("trusts x-forwarded-for as far as the operator's own proxies reach", async () => {
    testServer = await startTestServer({}, { endpoint: {} });
    expect(from('10.0.0.1', '203.0.113.9')).toBe('10.0.0.1');
    expect(from('10.0.0.1', '198.51.100.66, 203.0.113.9', 1)).toBe('203.0.113.9');
    expect(from('10.0.0.1', '198.51.100.66, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9');
    expect(from('10.0.0.1', undefined, 1)).toBe('10.0.0.1');
  });
});
