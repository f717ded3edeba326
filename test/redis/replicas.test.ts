import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { HAS_REDIS } from '../support/redis-server.ts';
import { metricOf, type Replicas, type ReplicasOptions, startReplicas } from '../support/replicas.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import type { TestServer } from '../support/test-server.ts';

const SECOND = 1_000;
const SETTLED = { end_time: '2026-05-01T10:00:00Z' };

let replicas: Replicas;
let clock: TestClock;

async function open(options: ReplicasOptions = {}): Promise<void> {
  clock = createTestClock();
  replicas = await startReplicas({ compose: { clock }, ...options });
}

afterEach(() => replicas.close());

const ask = async (testServer: TestServer, id = 'puretalk:1') => {
  const { data, errors } = await testServer.query<{ call: { status: string; freshness: object } | null }>(
    'query ($id: ID!) { call(id: $id) { status freshness { fetchedAt stale } raw } }',
    { id },
  );
  return { call: data?.call ?? null, code: errors?.[0]?.extensions?.['code'] };
};

const cacheReads = (testServer: TestServer, outcome: string): Promise<number> =>
  metricOf(testServer, 'switchboard_cache_reads_total', { outcome });

describe.skipIf(!HAS_REDIS)('a call that one replica has fetched', () => {
  it("is served by another without a request, with the time of the fetch and the provider's whole record", async () => {
    await open({ respond: () => ({ ...SETTLED, note: `žluťoučký 🐎 \u0000 ${'x'.repeat(5_000)}` }) });
    const first = await ask(replicas.at(0));
    await replicas.copies(1);
    clock.advance(90 * SECOND);
    expect(await ask(replicas.at(1))).toEqual(first);
    expect(replicas.providers.requestCount).toBe(1);
    expect(await cacheReads(replicas.at(1), 'shared')).toBe(1);
    expect(await cacheReads(replicas.at(1), 'fetched')).toBe(0);
    await ask(replicas.at(1));
    expect(await cacheReads(replicas.at(1), 'fresh')).toBe(1);
  });

  it('is served by a replica that starts later', async () => {
    await open({ count: 1, respond: () => SETTLED });
    await ask(replicas.at(0));
    await replicas.copies(1);
    expect((await ask(await replicas.add())).call?.status).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBe(1);
  });

  it('is not served to a replica with another key: no tenant sees the call of another', async () => {
    await open({ count: 1, respond: () => SETTLED });
    await ask(replicas.at(0));
    await replicas.copies(1);
    await ask(await replicas.add({ PURETALK_API_KEY: 'key-of-another-account' }));
    expect(replicas.providers.requestCount).toBe(2);
  });

  it('expires in Redis once no replica could serve it', async () => {
    await open({ respond: (id, response) => (id === 'gone' ? void response.writeHead(404).end() : SETTLED) });
    await ask(replicas.at(0));
    await replicas.copies(1);
    await ask(replicas.at(0), 'puretalk:gone');
    await replicas.copies(2);
    const ttls: number[] = [];
    for (const key of await replicas.redis.client.keys('*')) ttls.push(await replicas.redis.client.pttl(key));
    ttls.sort((one, other) => one - other);
    expect(ttls[0]).toBeGreaterThan(0);
    expect(ttls[0]).toBeLessThanOrEqual(5 * SECOND);
    expect(ttls[1]).toBeGreaterThan(6.9 * 86_400 * SECOND);
    expect(ttls[1]).toBeLessThanOrEqual(7 * 86_400 * SECOND);
  });
});

describe.skipIf(!HAS_REDIS)('a call that does not exist', () => {
  it('is not requested by a second replica', async () => {
    await open({ respond: (_id, response) => void response.writeHead(404).end() });
    expect(await ask(replicas.at(0))).toEqual({ call: null, code: undefined });
    await replicas.copies(1);
    expect(await ask(replicas.at(1))).toEqual({ call: null, code: undefined });
    expect(replicas.providers.requestCount).toBe(1);
  });
});

describe.skipIf(!HAS_REDIS)('one flight per key', () => {
  it('holds across replicas: 40 operations on four replicas at once, one request', async () => {
    await open({
      count: 4,
      respond: async () => {
        await delay(300);
        return SETTLED;
      },
    });
    const results = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(replicas.at(index))));
    for (const { call } of results) expect(call?.status).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBe(1);
  });

  it('holds while the fetch takes longer than the lifetime of a lock', async () => {
    await open({
      count: 2,
      respond: async () => {
        await delay(3_500);
        return SETTLED;
      },
    });
    const results = await Promise.all([ask(replicas.at(0)), ask(replicas.at(1))]);
    for (const { call } of results) expect(call?.status).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBe(1);
  });

  it('is taken over within seconds when the replica that holds it dies', async () => {
    await open({ count: 1, respond: () => SETTLED });
    await ask(replicas.at(0), 'puretalk:other');
    const [name = ''] = await replicas.copies(1);
    await replicas.redis.client.set(name.replace('other', '1:lock'), 'of one who is no more', 'PX', 1_500);
    const began = performance.now();
    expect((await ask(replicas.at(0))).call?.status).toBe('COMPLETED');
    expect(performance.now() - began).toBeGreaterThan(1_000);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('is waited for only as long as there is time left to fetch', async () => {
    await open({ count: 1, respond: () => SETTLED, environment: { UPSTREAM_DEADLINE_MS: '2000' } });
    await ask(replicas.at(0), 'puretalk:other');
    const [name = ''] = await replicas.copies(1);
    await replicas.redis.client.set(name.replace('other', '1:lock'), 'of one who never ends');
    const began = performance.now();
    expect((await ask(replicas.at(0))).call?.status).toBe('COMPLETED');
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('lets every waiting replica try by itself once it fails', async () => {
    await open({
      count: 3,
      respond: async (_id, response) => {
        await delay(300);
        response.writeHead(400, { 'content-type': 'application/json' }).end('{}');
        return undefined;
      },
    });
    const began = performance.now();
    const results = await Promise.all(Array.from({ length: 3 }, (_, index) => ask(replicas.at(index))));
    expect(results.map(({ code }) => code)).toEqual(Array(3).fill('PROVIDER_REJECTED'));
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(replicas.providers.requestCount).toBe(3);
  });
});

describe.skipIf(!HAS_REDIS)('a newer version that one replica has fetched', () => {
  it('replaces the older versions of all other replicas before they expire', async () => {
    let status = 'in-progress';
    await open({ respond: () => ({ status }) });
    await ask(replicas.at(0));
    await replicas.copies(1);
    await replicas.redis.client.flushall(); // so that the other asks the provider
    clock.advance(1 * SECOND); // a live call is fresh for two
    expect((await ask(replicas.at(0))).call?.status).toBe('IN_PROGRESS');
    status = 'completed';
    expect((await ask(replicas.at(1))).call?.status).toBe('COMPLETED');
    await expect.poll(async () => (await ask(replicas.at(0))).call?.status).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBe(2);
  });

  it('is served by a replica that never fetched it when the provider fails', async () => {
    let down = false;
    await open({
      respond: (_id, response) => (down ? void response.writeHead(503).end() : SETTLED),
      environment: { UPSTREAM_RETRIES: '0' },
    });
    await ask(replicas.at(0));
    await replicas.copies(1);
    down = true;
    clock.advance(3 * 86_400 * SECOND);
    expect(await ask(replicas.at(1))).toMatchObject({
      call: { status: 'COMPLETED', freshness: { stale: true } },
      code: undefined,
    });
    expect(await cacheReads(replicas.at(1), 'stale-if-error')).toBe(1);
  });

  it('is fetched in the background of a stale shared entry', async () => {
    await open({ respond: () => SETTLED });
    await ask(replicas.at(0));
    await replicas.copies(1);
    clock.advance(7 * 3_600 * SECOND);
    expect((await ask(replicas.at(1))).call?.freshness).toMatchObject({ stale: true });
    await expect.poll(() => replicas.providers.requestCount).toBe(2);
    await expect
      .poll(async () => (await ask(replicas.at(1))).call?.freshness)
      .toMatchObject({ stale: false });
    expect(replicas.providers.requestCount).toBe(2);
  });
});
