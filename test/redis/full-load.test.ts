import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type MockProviders, type RespondToCall, startMockProviders } from '../support/mock-providers.ts';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { type ReplicaProcesses, startReplicaProcesses } from '../support/replica-processes.ts';

const SETTLED = { end_time: '2026-05-01T10:00:00Z' };

let redis: RedisServer;
let providers: MockProviders;
let replicas: ReplicaProcesses;

async function open(
  count: number,
  respond: RespondToCall,
  environment: Record<string, string> = {},
): Promise<void> {
  redis = await startRedis();
  providers = await startMockProviders(respond);
  replicas = await startReplicaProcesses(count, {
    ...providers.environment,
    REDIS_URL: redis.url,
    ...environment,
  });
}

afterEach(async () => {
  await replicas.close();
  await providers.close();
  await redis.close();
});

/** Asks all replicas in turn, by so many clients at once, for whatever call `pick` names until it names none. */
async function load(
  clients: number,
  pick: (asked: number) => string | null,
): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  let asked = 0;
  const client = async (): Promise<void> => {
    for (;;) {
      const replica = asked;
      const id = pick(asked);
      if (id === null) return;
      asked += 1;
      const outcome = await replicas.statusOf(replica, `puretalk:${id}`).catch((error: Error) => error.name);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return outcomes;
}

/** Different calls, one after another, for so long. */
function distinctFor(milliseconds: number): (asked: number) => string | null {
  const until = performance.now() + milliseconds;
  return (asked) => (performance.now() < until ? `${asked}` : null);
}

const arrivals = (): number[] => (providers.servers['puretalk']?.requests ?? []).map(({ at }) => at);

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What share of all reads each tier answered. */
async function sayHitRates(title: string): Promise<void> {
  const count = (outcome: string): Promise<number> =>
    replicas.metric('switchboard_cache_reads_total{', `outcome="${outcome}"`);
  const outcomes = ['fresh', 'revalidating', 'stale-if-error', 'shared', 'coalesced', 'fetched'];
  const counts = await Promise.all(outcomes.map(count));
  const all = sum(counts);
  const shares = outcomes.map(
    (outcome, index) => `${outcome} ${(((counts[index] ?? 0) / all) * 100).toFixed(2)} %`,
  );
  say(`${title}: of ${all} reads ${shares.join(', ')}`);
}

describe.skipIf(!HAS_REDIS)('three replicas over one Redis at full load', () => {
  const CALLS = 150;
  /** How often each call is asked for: at every replica, and many times for the first time at once. */
  const TIMES = 16;
  const respond: RespondToCall = async () => {
    await delay(60);
    return SETTLED;
  };
  const pick = (asked: number): string | null =>
    asked < CALLS * TIMES ? `${Math.floor(asked / TIMES)}` : null;

  it('send the provider one request for each distinct call', async () => {
    await open(3, respond);
    const outcomes = await load(60, pick);
    await load(60, pick); // and once more, from memory
    const requests = arrivals().length;
    const perCall = (requests / CALLS).toFixed(3);
    say(`Three replicas: ${requests} requests for ${CALLS} calls, ${perCall} for each`);
    await sayHitRates('Three replicas');
    expect([...outcomes]).toEqual([['COMPLETED', CALLS * TIMES]]);
    expect(requests).toBeGreaterThanOrEqual(CALLS);
    expect(requests / CALLS).toBeLessThanOrEqual(1.05);
  });

  it('fail no client while Redis is killed and started again', async () => {
    await open(3, respond);
    let killedAt = 0;
    let backAt = 0;
    const killing = (async () => {
      await expect.poll(() => arrivals().length, { timeout: 30_000 }).toBeGreaterThan(CALLS / 5);
      killedAt = arrivals().length;
      await redis.kill();
      await expect.poll(() => arrivals().length, { timeout: 30_000 }).toBeGreaterThan(CALLS / 2);
      await redis.restart();
      backAt = arrivals().length;
    })();
    const outcomes = await load(60, pick);
    await killing;
    const requests = arrivals().length;
    say(
      `Redis killed and started again: ${CALLS * TIMES} operations, none failed; ${requests} requests for ${CALLS} calls, ` +
        `${killedAt} before it was killed and ${backAt - killedAt} until it was back`,
    );
    await sayHitRates('Redis killed and started again');
    expect([...outcomes]).toEqual([['COMPLETED', CALLS * TIMES]]);
    expect(requests / CALLS).toBeLessThanOrEqual(3);
    await expect.poll(() => replicas.metric('switchboard_redis_connected', '')).toBe(3);
  });
});

describe.skipIf(!HAS_REDIS)('four replicas at full load', () => {
  /** The most that arrived within any one second. */
  const mostInASecond = (times: readonly number[]): number =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

  it('send a provider that allows ten requests a second no more than that in any second', async () => {
    await open(4, () => ({}), { PURETALK_REQUESTS_PER_SECOND: '10' });
    const outcomes = await load(40, distinctFor(6_000));
    const times = arrivals();
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
    say(
      `Four replicas, limit 10/s: ${times.length} requests in ${seconds.toFixed(1)} s, at most ${mostInASecond(times)} in any second`,
    );
    expect([...outcomes.keys()]).toEqual(['COMPLETED']);
    expect(mostInASecond(times)).toBeLessThanOrEqual(10);
    expect(times.length / seconds).toBeGreaterThan(8); // and it is made use of
  });

  it('send nothing after a Retry-After before its time', async () => {
    const PAUSE_MS = 3_000;
    const ON_ITS_WAY_MS = 1_000; // on a busy machine; what has left cannot be called back
    let toldAt = 0;
    let asked = 0;
    await open(4, (_id, response) => {
      asked += 1;
      if (asked !== 100) return {};
      toldAt = Date.now();
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '3' }).end('{}');
      return undefined;
    });
    const outcomes = await load(20, distinctFor(6_000));
    const times = arrivals();
    const within = times.filter((at) => at > toldAt && at < toldAt + PAUSE_MS);
    say(
      `Four replicas, Retry-After 3 s: ${times.filter((at) => at <= toldAt).length} requests before it, ` +
        `${within.length} on their way (the last ${Math.max(0, ...within.map((at) => at - toldAt))} ms after it), ` +
        `none until it was over, ${times.filter((at) => at >= toldAt + PAUSE_MS).length} then`,
    );
    expect(toldAt).toBeGreaterThan(0);
    expect(within.filter((at) => at > toldAt + ON_ITS_WAY_MS)).toEqual([]);
    expect(times.at(-1)).toBeGreaterThan(toldAt + PAUSE_MS);
    expect([...outcomes.keys()]).toEqual(['COMPLETED']);
  });

  it('each keep the limit by themselves while Redis is unreachable, and fail no client', async () => {
    await open(4, () => ({}), { PURETALK_REQUESTS_PER_SECOND: '10' });
    await redis.kill();
    const outcomes = await load(20, distinctFor(2_500));
    expect([...outcomes.keys()]).toEqual(['COMPLETED']);
    expect(arrivals().length).toBeGreaterThan(10);
  });
});
