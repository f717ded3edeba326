import { afterEach, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../src/redis/redis-connection.ts';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';

let redis: RedisServer;
let link: RedisConnection;
let outcomes: string[] = [];

async function open(timeoutMs: number): Promise<void> {
  outcomes = [];
  redis = await startRedis();
  link = new RedisConnection({
    url: redis.url,
    timeoutMs,
    observer: { onCommand: (_operation, outcome) => outcomes.push(outcome), onConnection: () => {} },
  });
  await link.connected(5_000);
}

afterEach(async () => {
  link.close();
  await redis.close();
});

/** Keeps this process from doing anything else, as a long parse does. */
const stallFor = (milliseconds: number): void => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};

const ping = (): Promise<string | undefined> => link.run('ping', (client) => client.ping());

describe.skipIf(!HAS_REDIS)('a command to Redis', () => {
  it('does not time out because this process was too busy to read the reply', async () => {
    await open(50);
    const reply = ping();
    stallFor(300);
    expect(await reply).toBe('PONG');
    expect(outcomes).toEqual(['ok']);
  });

  it('times out without a reply in time, and five timeouts in a row open the breaker for a second', async () => {
    await open(50);
    await redis.client.client('PAUSE', 700, 'ALL');
    for (let index = 0; index < 8; index += 1) expect(await ping()).toBeUndefined();
    expect(outcomes).toEqual([...Array(5).fill('timeout'), ...Array(3).fill('breaker-open')]);
    await expect.poll(ping, { timeout: 3_000 }).toBe('PONG');
  });

  it('with an error reply does not open the breaker', async () => {
    await open(1_000);
    for (let index = 0; index < 8; index += 1) {
      expect(await link.run('odd', (client) => client.call('NO-SUCH-COMMAND'))).toBeUndefined();
    }
    expect(outcomes).toEqual(Array(8).fill('refused'));
    expect(await ping()).toBe('PONG');
  });
});
