import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { HAS_REDIS } from '../support/redis-server.ts';
import { metricOf, type Replicas, type ReplicasOptions, startReplicas } from '../support/replicas.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const SETTLED = { end_time: '2026-05-01T10:00:00Z' };

let replicas: Replicas;

async function open(options: ReplicasOptions = {}): Promise<void> {
  replicas = await startReplicas({ respond: () => SETTLED, ...options });
}

afterEach(() => replicas.close());

/** The status of a call, or the code of the error in its place, and how long the response took. */
const ask = async (testServer: TestServer, id: string | number) => {
  const began = performance.now();
  const { data, errors } = await testServer.query<{ call: { status: string } | null }>(
    'query ($id: ID!) { call(id: $id) { status } }',
    { id: `puretalk:${id}` },
  );
  return { seen: data?.call?.status ?? errors?.[0]?.extensions?.['code'], ms: performance.now() - began };
};

const commands = (testServer: TestServer, outcome: string): Promise<number> =>
  metricOf(testServer, 'switchboard_redis_command_duration_seconds_count', { outcome });

const isConnected = (testServer: TestServer): Promise<number> =>
  metricOf(testServer, 'switchboard_redis_connected');

/** Calls until one is served by the tier that replicas share, each by a new id that another replica has fetched. */
const untilSharedAgain = async (): Promise<void> => {
  let next = 0;
  await expect
    .poll(
      async () => {
        next += 1;
        await ask(replicas.at(0), `again-${next}`);
        await delay(20);
        const before = await metricOf(replicas.at(1), 'switchboard_cache_reads_total', { outcome: 'shared' });
        await ask(replicas.at(1), `again-${next}`);
        return (
          (await metricOf(replicas.at(1), 'switchboard_cache_reads_total', { outcome: 'shared' })) - before
        );
      },
      { timeout: 10_000, interval: 100 },
    )
    .toBe(1);
};

describe.skipIf(!HAS_REDIS)('a Redis that is killed', () => {
  it('fails no client, and is used again once it is back', async () => {
    await open();
    await ask(replicas.at(0), 'before');
    await replicas.redis.kill();
    for (let id = 0; id < 20; id += 1) expect((await ask(replicas.at(id), id)).seen).toBe('COMPLETED');
    expect((await ask(replicas.at(0), 'before')).seen).toBe('COMPLETED');
    await expect.poll(() => isConnected(replicas.at(0))).toBe(0);
    const times: number[] = [];
    for (let id = 20; id < 30; id += 1) times.push((await ask(replicas.at(0), id)).ms);
    expect(Math.min(...times)).toBeLessThan(50);
    expect(await commands(replicas.at(0), 'disconnected')).toBeGreaterThan(0);
    await replicas.redis.restart();
    await expect.poll(() => isConnected(replicas.at(0)), { timeout: 5_000 }).toBe(1);
    await untilSharedAgain();
  });

  it("does not fail clients that wait for another replica's flight", async () => {
    await open({
      count: 3,
      respond: async () => {
        await delay(600);
        return SETTLED;
      },
    });
    const asked = Promise.all(Array.from({ length: 30 }, (_, index) => ask(replicas.at(index), 1)));
    await expect.poll(() => replicas.providers.requestCount).toBe(1);
    await replicas.redis.kill();
    for (const { seen } of await asked) expect(seen).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBeLessThanOrEqual(3);
  });
});

describe.skipIf(!HAS_REDIS)('a Redis that is down when a replica starts', () => {
  it('does not prevent the start, and is used once it is up', async () => {
    await open({ count: 0 });
    await replicas.redis.kill();
    const began = performance.now();
    await replicas.add();
    await replicas.add();
    expect(performance.now() - began).toBeLessThan(4_000);
    expect((await ask(replicas.at(0), 1)).seen).toBe('COMPLETED');
    await replicas.redis.restart();
    await untilSharedAgain();
  });

  it('does not prevent the start when it accepts the connection and never replies', async () => {
    const silent: Server = createServer(() => {});
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await open({ count: 0 });
    const testServer = await startTestServer({
      ...replicas.providers.environment,
      REDIS_URL: `redis://127.0.0.1:${port}`,
    });
    expect((await ask(testServer, 1)).seen).toBe('COMPLETED');
    expect((await ask(testServer, 2)).ms).toBeLessThan(200);
    await testServer.stop();
    silent.close();
  });
});

describe.skipIf(!HAS_REDIS)('a Redis that stalls', () => {
  it('is waited for briefly, then opens the breaker, then is used again', async () => {
    await open({ environment: { REDIS_TIMEOUT_MS: '100' } });
    await ask(replicas.at(0), 'warm');
    await replicas.redis.client.client('PAUSE', 4_000, 'ALL');
    const first = await Promise.all(Array.from({ length: 10 }, (_, id) => ask(replicas.at(0), id)));
    for (const { seen, ms } of first) {
      expect(seen).toBe('COMPLETED');
      expect(ms).toBeLessThan(1_000); // at most one time limit for each command on the way
    }
    const later: number[] = [];
    for (let id = 10; id < 30; id += 1) {
      const { seen, ms } = await ask(replicas.at(0), id);
      expect(seen).toBe('COMPLETED');
      later.push(ms);
    }
    expect(later.toSorted((one, other) => one - other)[10]).toBeLessThan(50);
    expect(await commands(replicas.at(0), 'timeout')).toBeGreaterThanOrEqual(5);
    expect(await commands(replicas.at(0), 'breaker-open')).toBeGreaterThan(10);
    await untilSharedAgain();
  });
});

describe.skipIf(!HAS_REDIS)('a Redis that is full', () => {
  it('rejects entries, and no client fails because of it', async () => {
    await open({ redis: ['--maxmemory', '1mb', '--maxmemory-policy', 'noeviction'] });
    for (let id = 0; id < 3; id += 1) expect((await ask(replicas.at(id), id)).seen).toBe('COMPLETED');
    expect(await commands(replicas.at(0), 'refused')).toBeGreaterThan(0);
    expect(await replicas.redis.client.dbsize()).toBe(0);
    const results = await Promise.all(Array.from({ length: 10 }, (_, id) => ask(replicas.at(id), 'same')));
    for (const { seen } of results) expect(seen).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBe(5); // three, and the last one by each replica
  });
});

describe.skipIf(!HAS_REDIS)('a Redis that was emptied', () => {
  it('is filled again', async () => {
    await open();
    await ask(replicas.at(0), 1);
    await replicas.copies(1);
    await replicas.redis.client.flushall();
    expect((await ask(replicas.at(1), 1)).seen).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBe(2);
    await replicas.copies(1);
  });
});

describe.skipIf(!HAS_REDIS)('a Redis full of invalid entries', () => {
  const head = (flags: number, body: Buffer | string, format = 1): Buffer => {
    const start = Buffer.alloc(11);
    start[1] = format;
    start[2] = flags;
    start.writeDoubleBE(Date.now(), 3);
    return Buffer.concat([start, Buffer.from(body)]);
  };
  const bomb = deflateRawSync(Buffer.alloc(20 * 1_048_576, ' '));
  const RUBBISH: readonly (readonly [string, Buffer])[] = [
    ['nothing at all', Buffer.alloc(0)],
    ['text', Buffer.from('{"status":"COMPLETED"}')],
    ['noise', Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7_919) % 256))],
    ['an older format', head(0, '{}', 0)],
    ['a later format', head(0, '{}', 9)],
    ['unknown flags', head(0b1000, '{}')],
    ['a body cut off in the middle', head(0, '{"err":false,"results":{"call_id":"1","sta')],
    ['a body that cannot be unpacked', head(0b10, 'not deflated')],
    ['a body that unpacks to more than is accepted', head(0b10, bomb)],
    ['the record of another call', head(0, '{"err":false,"results":{"call_id":"2","status":"completed"}}')],
    ['an error reply', head(0, '{"err":true,"msg":"no"}')],
    ['a time that is none', Buffer.concat([Buffer.of(0, 1, 0), Buffer.alloc(8, 0xff), Buffer.from('{}')])],
    ['JSON nested too deep', head(0, '['.repeat(100_000))],
  ];

  it.each(RUBBISH)('ignores %s and replaces it by a valid entry', async (_what, bytes) => {
    await open();
    await ask(replicas.at(0), 1);
    const [name = ''] = await replicas.copies(1);
    await replicas.redis.client.set(name, bytes);
    expect((await ask(replicas.at(1), 1)).seen).toBe('COMPLETED');
    expect(replicas.providers.requestCount).toBe(2);
    await expect.poll(async () => (await replicas.redis.client.getBuffer(name))?.equals(bytes)).toBe(false);
  });

  it('fails no client when a key holds a value that is not a string', async () => {
    await open();
    await ask(replicas.at(0), 1);
    const [name = ''] = await replicas.copies(1);
    await replicas.redis.client.del(name);
    await replicas.redis.client.lpush(name, 'a list');
    expect((await ask(replicas.at(1), 1)).seen).toBe('COMPLETED');
  });

  it('fails no client when others publish on the channel', async () => {
    await open();
    await ask(replicas.at(0), 1);
    const [channel = ''] = (await replicas.redis.client.pubsub('CHANNELS', '*')) as string[];
    for (const message of [
      '',
      '\u0000',
      '\u0000null',
      '\u0000[1,2,3,4]',
      '\u0000["x","k","gone",1]',
      'noise',
    ]) {
      expect(await replicas.redis.client.publish(channel, message)).toBe(2);
    }
    expect((await ask(replicas.at(1), 2)).seen).toBe('COMPLETED');
  });
});
