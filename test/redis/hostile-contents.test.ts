import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startMockProviders } from '../support/mock-providers.ts';
import { HAS_REDIS, type RedisServer } from '../support/redis-server.ts';
import { type Replicas, startReplicas } from '../support/replicas.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const HOUR_MS = 3_600_000;
const QUERY = 'query ($id: ID!) { call(id: $id) { status } }';

let replicas: Replicas;
let redis: RedisServer;

/** Opens one replica with a rate limit, and has it write its keys to Redis. */
async function open(
  environment: Record<string, string>,
): Promise<{ readonly log: string; readonly pause: string }> {
  replicas = await startReplicas({
    count: 1,
    environment: { PURETALK_REQUESTS_PER_SECOND: '50', UPSTREAM_DEADLINE_MS: '2500', ...environment },
  });
  redis = replicas.redis;
  await ask();
  const [log = ''] = await redis.client.keys('*:limit:*:log');
  return { log, pause: log.replace(/:log$/, ':pause') };
}

/** Reads one call that no cache has, and returns its error, if any, and the milliseconds it took. */
async function ask(id = randomBytes(6).toString('hex')): Promise<{ error: unknown; tookMs: number }> {
  const began = performance.now();
  const { errors } = await replicas.at(0).query(QUERY, { id: `puretalk:${id}` });
  return { error: errors?.[0]?.extensions?.['code'], tookMs: performance.now() - began };
}

describe.skipIf(!HAS_REDIS).each([
  ['without encryption', {}],
  ['with encryption', { CACHE_ENCRYPTION_KEY: randomBytes(32).toString('hex') }],
])('what Redis says, %s', (_how, environment) => {
  afterEach(() => replicas.close());

  it('is a pause of a day at most, and is forgotten a second after its removal', async () => {
    const { pause } = await open(environment);
    await redis.client.set(pause, '1', 'PX', 1_000 * HOUR_MS);
    const { errors } = await replicas.at(0).query(QUERY, { id: 'puretalk:paused' });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      retryAfterSeconds: 86_400,
    });
    await redis.client.del(pause);
    await delay(1_100);
    expect(await ask()).toMatchObject({ error: undefined });
  });

  it.each([
    ['three seconds', 3_000, 3],
    ['a minute', 60_000, 60],
  ])(
    'lengthens no pause of %s when the clock of Redis is set back by an hour',
    async (_length, lengthMs, seconds) => {
      replicas = await startReplicas({
        count: 1,
        environment: { UPSTREAM_DEADLINE_MS: '2500', ...environment },
        respond: (_id, response) => {
          response.writeHead(429, { 'retry-after': String(seconds) }).end('{}');
          return undefined;
        },
      });
      redis = replicas.redis;
      await ask();
      await expect.poll(() => redis.client.keys('*:pause')).toHaveLength(1);
      const [pause = ''] = await redis.client.keys('*:pause');
      await redis.client.pexpire(pause, HOUR_MS + lengthMs); // an expiry is a moment of that clock
      const { errors } = await (await replicas.add()).query(QUERY, { id: 'puretalk:later' });
      expect(errors?.[0]?.extensions).toEqual({
        code: 'PROVIDER_RATE_LIMITED',
        provider: 'PURETALK',
        providerCallId: 'later',
        retryAfterSeconds: seconds,
      });
      expect(await redis.client.pttl(pause)).toBeLessThanOrEqual(lengthMs);
    },
  );

  it('is no pause where it is of another type, or has no end', async () => {
    const { pause } = await open(environment);
    await redis.client.set(pause, 'zebra');
    expect((await ask()).error).toBeUndefined();
    await redis.client.del(pause);
    await redis.client.rpush(pause, 'zebra');
    expect((await ask()).error).toBeUndefined();
  });

  it.each<[string, (log: string) => Promise<unknown>]>([
    ['scores in the far future', (log) => redis.client.zadd(log, ...members(Date.now() + 1_000 * HOUR_MS))],
    ['infinite scores', (log) => redis.client.zadd(log, ...members('+inf'))],
    ['a text', (log) => redis.client.set(log, 'zebra')],
    ['a list', (log) => redis.client.rpush(log, 'zebra')],
  ])('holds no request up with %s in the log of a rate limit', async (_what, write) => {
    const { log } = await open(environment);
    await redis.client.del(log);
    await write(log);
    const { error, tookMs } = await ask();
    expect(error).toBeUndefined();
    expect(tookMs).toBeLessThan(1_000);
    expect(await redis.client.type(log)).toBe('zset');
  });

  it('holds a request up for two seconds at most with a lock that has no end', async () => {
    await open(environment);
    await ask('locked');
    const [entry = ''] = (await replicas.copies(2)).slice(-1);
    const names = await redis.client.keys('*:call:*');
    for (const name of names) {
      await redis.client.del(name);
      await redis.client.set(`${name}:lock`, 'zebra');
      await redis.client.rpush(name, 'zebra');
    }
    expect(entry).not.toBe('');
    const other = await replicas.add();
    const began = performance.now();
    const { errors } = await other.query(QUERY, { id: 'puretalk:locked' });
    expect(errors).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(2_600);
    for (const name of names) expect(await redis.client.pttl(`${name}:lock`)).toBeLessThanOrEqual(2_000);
  });
});

const members = (score: number | string): (number | string)[] =>
  Array.from({ length: 60 }, (_, index) => [score, `zebra-${index}`]).flat();

/** A server that speaks Redis's protocol as far as the handshake, and replies to everything else with `reply`. */
async function startFalseRedis(reply: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (const [, name = ''] of data.toString('latin1').matchAll(/\*\d+\r\n\$\d+\r\n([a-z]+)\r\n/gi)) {
        const isHandshake = ['info', 'client', 'hello', 'select'].includes(name.toLowerCase());
        if (name.toLowerCase() === 'subscribe') socket.write('*3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n:1\r\n');
        else socket.write(isHandshake ? '$0\r\n\r\n' : reply);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { url: `redis://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, server };
}

describe('a reply of Redis that is none of ours', () => {
  it.each([
    ['a nil array', '*-1\r\n'],
    ['nil', '$-1\r\n'],
    ['an array of nothing', '*0\r\n'],
    ['an array of nils', '*2\r\n$-1\r\n$-1\r\n'],
    ['an array of negative numbers', '*2\r\n:-7\r\n:-7\r\n'],
    ['an array of arrays', '*2\r\n*1\r\n:7\r\n*-1\r\n'],
    ['a number', ':7\r\n'],
    ['a huge number', ':9223372036854775807\r\n'],
    ['a word', '+ZEBRA\r\n'],
    ['an error', '-ERR zebra\r\n'],
  ])('fails no call: %s', async (_what, reply) => {
    const providers = await startMockProviders();
    const { url, server } = await startFalseRedis(reply);
    let testServer: TestServer | undefined;
    try {
      testServer = await startTestServer({ ...providers.environment, REDIS_URL: url });
      for (const id of ['puretalk:1', 'puretalk:2', 'puretalk:1']) {
        const began = performance.now();
        const { data, errors } = await testServer.query(QUERY, { id });
        expect({ data, errors }).toEqual({ data: { call: { status: 'COMPLETED' } }, errors: undefined });
        expect(performance.now() - began).toBeLessThan(1_500);
      }
    } finally {
      await testServer?.stop();
      await providers.close();
      server.close();
    }
  });
});
