import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type MockProviders, type RespondToCall, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let providers: MockProviders;
let server: TestServer;

async function open(respond: RespondToCall, environment: Record<string, string> = {}): Promise<void> {
  providers = await startMockProviders(respond);
  server = await startTestServer({ ...providers.environment, ...environment });
}

afterEach(async () => {
  await server.stop();
  await providers.close();
});

const CALL = 'query ($id: ID!) { call(id: $id) { id status } }';

interface ProviderSeen {
  readonly provider: string;
  readonly healthy: boolean | null;
  readonly breakerState: string;
  readonly rateLimit: { limit: number | null; remaining: number | null; pausedUntil: string | null } | null;
  readonly statistics: { requests: number; errors: { failure: string; count: number }[] };
}

async function statusOf(provider: string): Promise<ProviderSeen | undefined> {
  const { data } = await server.query<{ providers: ProviderSeen[] }>(`{
    providers { provider healthy breakerState rateLimit { limit remaining pausedUntil } statistics { requests errors { failure count } } }
  }`);
  return data?.providers.find((each) => each.provider === provider);
}

/** Fails `times` times before it responds. */
function failFirst(times: number, fail: (response: Parameters<RespondToCall>[1]) => void): RespondToCall {
  let left = times;
  return (_id, response) => {
    if (left === 0) return {};
    left -= 1;
    fail(response);
    return undefined;
  };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: Parameters<RespondToCall>[1]): void => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end('{}');
  };

describe('a retry', () => {
  it.each([
    ['a 500', failFirst(1, status(500))],
    ['a 503 twice', failFirst(2, status(503))],
    ['a reset connection', failFirst(1, (response) => response.socket?.resetAndDestroy())],
    [
      'a body cut off in the middle',
      failFirst(1, (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"success": true,');
        setImmediate(() => response.socket?.destroy());
      }),
    ],
    ['a 429 that names one second', failFirst(1, status(429, { 'retry-after': '1' }))],
    [
      'a 429 that names a date',
      failFirst(1, (response) =>
        status(429, { 'retry-after': new Date(Date.now() + 1_500).toUTCString() })(response),
      ),
    ],
    ['a 429 that names nothing', failFirst(1, status(429))],
  ])('mends %s, and the client sees the call', async (_fault, respond) => {
    await open(respond);
    expect(await server.query(CALL, { id: 'osvi:1' })).toEqual({
      data: { call: { id: 'osvi:1', status: 'COMPLETED' } },
    });
  });
});

describe('a provider that asks for a pause', () => {
  it('receives no request of any client before the pause is over', async () => {
    await open(failFirst(1, status(429, { 'retry-after': '2' })));
    const first = server.query(CALL, { id: 'osvi:told' });
    await expect.poll(() => providers.requestCount).toBe(1);
    const toldAt = Date.now();
    const others = Array.from({ length: 30 }, (_, index) => server.query(CALL, { id: `osvi:${index}` }));
    for (const { data } of await Promise.all([first, ...others]))
      expect(data?.['call']).toMatchObject({ status: 'COMPLETED' });
    const arrived = providers.servers['osvi']?.requests.slice(1).map(({ at }) => at - toldAt) ?? [];
    expect(arrived).toHaveLength(31);
    expect(Math.min(...arrived)).toBeGreaterThanOrEqual(1_950);
  });

  it('costs the client no wait when the pause outlasts the deadline', async () => {
    await open(failFirst(1, status(429, { 'retry-after': '60' })));
    const began = performance.now();
    const { errors } = await server.query(CALL, { id: 'osvi:1' });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', retryAfterSeconds: 60 });
    const again = await server.query(CALL, { id: 'osvi:2' });
    expect(again.errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', provider: 'OSVI' });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(providers.requestCount).toBe(1);
    expect((await statusOf('OSVI'))?.rateLimit?.pausedUntil).not.toBeNull();
  });

  it('does not hold back the other providers', async () => {
    await open((id, response) => {
      if (id === 'limited') status(429, { 'retry-after': '60' })(response);
      return id === 'limited' ? undefined : {};
    });
    await server.query(CALL, { id: 'voxworks:limited' });
    expect((await server.query(CALL, { id: 'osvi:1' })).data).toMatchObject({
      call: { status: 'COMPLETED' },
    });
  });

  it('receives one request a second once it states that nothing of its limit remains', async () => {
    await open((_id, response) => {
      response.setHeader('x-ratelimit-limit', '100');
      response.setHeader('x-ratelimit-remaining', '0');
      return {};
    });
    await server.query(CALL, { id: 'voxworks:1' });
    expect((await statusOf('VOXWORKS'))?.rateLimit).toMatchObject({ limit: 100, remaining: 0 });
    const began = performance.now();
    await server.query(CALL, { id: 'voxworks:2' });
    expect(performance.now() - began).toBeGreaterThan(500);
  });
});

describe('a provider that is down', () => {
  it('fails its own calls only, opens its breaker, and is reported', async () => {
    await open((id, response) => {
      if (id.startsWith('bad')) status(500)(response);
      return id.startsWith('bad') ? undefined : {};
    });
    const ids = Array.from({ length: 30 }, (_, index) => `synthflow:bad-${index}`);
    const { data, errors } = await server.query<{ calls: unknown[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { id } }',
      { ids: [...ids, 'puretalk:1'] },
    );
    expect(data?.calls.at(-1)).toEqual({ id: 'puretalk:1' });
    expect(new Set(errors?.map(({ extensions }) => extensions?.['code']))).toEqual(
      new Set(['PROVIDER_UNAVAILABLE']),
    );
    const seen = await statusOf('SYNTHFLOW');
    expect(seen).toMatchObject({ healthy: false, breakerState: 'OPEN' });
    expect(seen?.statistics.errors).toContainEqual({
      failure: 'PROVIDER_UNAVAILABLE',
      count: providers.servers['synthflow']?.requests.length,
    });
    expect(await statusOf('PURETALK')).toMatchObject({ healthy: true, breakerState: 'CLOSED' });
  });
});

describe('a client that disconnects', () => {
  /** Sends a query over a bare socket and closes it once `until` returns true. */
  async function queryAndDisconnect(id: string, until: () => boolean): Promise<void> {
    const { hostname, port } = new URL(server.url);
    const body = JSON.stringify({ query: CALL, variables: { id } });
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    await expect.poll(until).toBe(true);
    socket.destroy();
  }

  it('aborts the request to the provider', async () => {
    let closed = 0;
    await open((_id, response) => {
      response.once('close', () => {
        closed += response.writableEnded ? 0 : 1;
      });
      return new Promise(() => {});
    });
    await queryAndDisconnect('osvi:1', () => providers.requestCount === 1);
    await expect.poll(() => closed).toBe(1);
    await expect
      .poll(async () => (await statusOf('OSVI'))?.statistics.errors)
      .toEqual([{ failure: 'ABORTED', count: 1 }]);
  });

  it('aborts nothing that another client waits for', async () => {
    await open(async () => {
      await delay(400);
      return {};
    });
    const stays = server.query(CALL, { id: 'osvi:1' });
    await expect.poll(() => providers.requestCount).toBe(1);
    await queryAndDisconnect('osvi:1', () => true);
    expect((await stays).data).toEqual({ call: { id: 'osvi:1', status: 'COMPLETED' } });
    expect(providers.requestCount).toBe(1);
  });
});
