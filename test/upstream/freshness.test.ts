import { afterEach, describe, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The record of every call, and the status that the provider fails with, if any. */
let record: Record<string, unknown> = {};
let failWith: number | null = null;
let providers: MockProviders;
let server: TestServer;
let clock: TestClock;

async function open(): Promise<void> {
  clock = createTestClock();
  failWith = null;
  providers = await startMockProviders((_id, response) => {
    if (failWith === null) return record;
    response.writeHead(failWith, { 'content-type': 'application/json' }).end('{}');
    return undefined;
  });
  server = await startTestServer({ ...providers.environment, UPSTREAM_RETRIES: '0' }, { clock });
}

afterEach(async () => {
  await server.stop();
  await providers.close();
});

interface Seen {
  readonly call: {
    readonly status: string;
    readonly freshness: { fetchedAt: string; stale: boolean };
  } | null;
}

const read = async (id = 'puretalk:1') => {
  const { data, errors } = await server.query<Seen>(
    'query ($id: ID!) { call(id: $id) { status freshness { fetchedAt stale } } }',
    { id },
  );
  return { call: data?.call ?? null, code: errors?.[0]?.extensions?.['code'] };
};

/** Waits until the refresh in the background is over. */
const untilRequests = async (count: number): Promise<void> => {
  await expect.poll(() => providers.requestCount).toBe(count);
  await expect
    .poll(async () =>
      (
        await server.query<{ providers: { inFlight: number }[] }>('{ providers { inFlight } }')
      ).data?.providers.every(({ inFlight }) => inFlight === 0),
    )
    .toBe(true);
};

const iso = (): string => new Date(clock.now()).toISOString();

describe('a settled call', () => {
  it('is served from memory for hours', async () => {
    await open();
    record = { end_time: '2026-05-01T10:00:00Z' };
    const fetchedAt = iso();
    await read();
    clock.advance(5 * HOUR);
    expect((await read()).call?.freshness).toEqual({ fetchedAt, stale: false });
    expect(providers.requestCount).toBe(1);
  });

  it('is served once more after that, marked stale, while a newer copy is fetched in the background', async () => {
    await open();
    record = { end_time: '2026-05-01T10:00:00Z' };
    await read();
    clock.advance(7 * HOUR);
    record = { status: 'failed', end_time: '2026-05-01T10:00:00Z' };
    expect((await read()).call).toMatchObject({ status: 'COMPLETED', freshness: { stale: true } });
    await untilRequests(2);
    expect((await read()).call).toMatchObject({
      status: 'FAILED',
      freshness: { stale: false, fetchedAt: iso() },
    });
    expect(providers.requestCount).toBe(2);
  });

  it('is served, marked stale, for days when the provider fails, and then no longer', async () => {
    await open();
    record = { end_time: '2026-05-01T10:00:00Z' };
    await read();
    failWith = 503;
    clock.advance(3 * 24 * HOUR);
    expect(await read()).toMatchObject({
      call: { status: 'COMPLETED', freshness: { stale: true } },
      code: undefined,
    });
    clock.advance(5 * 24 * HOUR);
    expect(await read()).toEqual({ call: null, code: 'PROVIDER_UNAVAILABLE' });
  });
});

describe('a live call', () => {
  it('is fetched again within seconds', async () => {
    await open();
    record = { status: 'in-progress' };
    expect((await read()).call?.status).toBe('IN_PROGRESS');
    clock.advance(1 * SECOND);
    await read();
    expect(providers.requestCount).toBe(1);
    record = { status: 'completed' };
    clock.advance(10 * SECOND);
    expect((await read()).call).toMatchObject({ status: 'COMPLETED', freshness: { stale: false } });
    expect(providers.requestCount).toBe(2);
  });
});

describe('a call that has just ended', () => {
  it('is fetched again within tens of seconds, because its analysis is still to come', async () => {
    await open();
    record = { end_time: new Date(clock.now() - 5 * SECOND).toISOString() };
    await read();
    clock.advance(10 * SECOND);
    await read();
    expect(providers.requestCount).toBe(1);
    clock.advance(2 * MINUTE);
    await read();
    expect(providers.requestCount).toBe(2);
  });
});

describe('an absence', () => {
  it('is cached for seconds only', async () => {
    await open();
    failWith = 404;
    expect(await read()).toEqual({ call: null, code: undefined });
    await read();
    expect(providers.requestCount).toBe(1);
    failWith = null;
    clock.advance(6 * SECOND);
    expect((await read()).call?.status).toBe('COMPLETED');
  });
});

describe('a failure', () => {
  it('is not cached', async () => {
    await open();
    failWith = 500;
    expect((await read()).code).toBe('PROVIDER_UNAVAILABLE');
    failWith = null;
    expect((await read()).call?.status).toBe('COMPLETED');
  });
});

describe('a provider with two endpoints', () => {
  it('receives no request for fields that either endpoint has when one of them is cached', async () => {
    await open();
    record = { end_time: '2026-05-01T10:00:00Z' };
    await server.query('{ voxworksCall(callId: "1") { rating } }');
    await server.query('{ voxworksCall(callId: "1") { status } }');
    expect(providers.requestCount).toBe(1);
    await server.query('{ voxworksCall(callId: "1") { teamId rating } }');
    expect(providers.requestCount).toBe(2);
  });
});
