import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { type ReplicaProcesses, startReplicaProcesses } from '../support/replica-processes.ts';
import { type AnswerCall, startVoiceProviders, type VoiceProviders } from '../support/voice-providers.ts';

const SETTLED = { end_time: '2026-05-01T10:00:00Z' };

let redis: RedisServer;
let providers: VoiceProviders;
let replicas: ReplicaProcesses;

async function open(
  count: number,
  answer: AnswerCall,
  environment: Record<string, string> = {},
): Promise<void> {
  redis = await startRedis();
  providers = await startVoiceProviders(answer);
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

interface Load {
  readonly milliseconds: number;
  readonly clients: number;
  /** Which call is asked for next. */
  readonly pick: (asked: number) => string;
}

/** Asks all replicas in turn for as long as it says, and waits for every answer. Counts them by how they went. */
async function load({ milliseconds, clients, pick }: Load): Promise<ReadonlyMap<string, number>> {
  const until = performance.now() + milliseconds;
  const outcomes = new Map<string, number>();
  let asked = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      asked += 1;
      const outcome = await replicas.statusOf(asked, pick(asked)).catch((error: Error) => error.name);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return outcomes;
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
  const DISTINCT = 600;
  /** Each call is asked for many times, at every replica, and many are asked for the first time at once. */
  const pick = (asked: number): string => `puretalk:${(asked * 7) % DISTINCT}`;
  const answer: AnswerCall = async () => {
    await delay(60);
    return SETTLED;
  };

  it('ask the provider once for each distinct call', async () => {
    await open(3, answer);
    const outcomes = await load({ milliseconds: 6_000, clients: 60, pick });
    const requests = arrivals().length;
    say(`Three replicas: ${sum(outcomes.values())} operations, ${requests} requests for ${DISTINCT} calls`);
    await sayHitRates('Three replicas');
    expect([...outcomes.keys()]).toEqual(['COMPLETED']);
    expect(sum(outcomes.values())).toBeGreaterThan(3 * DISTINCT);
    expect(requests).toBeGreaterThanOrEqual(DISTINCT);
    expect(requests / DISTINCT).toBeLessThanOrEqual(1.02);
  });

  it('fail nobody while Redis is killed and started again', async () => {
    await open(3, answer);
    let alive = 0;
    const killing = (async () => {
      await delay(1_000);
      await redis.kill();
      await delay(1_500);
      await redis.restart();
      alive = arrivals().length;
    })();
    const outcomes = await load({
      milliseconds: 8_000,
      clients: 60,
      pick: (asked) => `puretalk:${Math.floor(asked / 9)}`, // new ones to the end, each asked for nine times
    });
    await killing;
    const requests = arrivals();
    const distinct = new Set(providers.servers['puretalk']?.requests.map(({ url }) => url)).size;
    say(
      `Redis killed and started again: ${sum(outcomes.values())} operations, none failed; ` +
        `${requests.length} requests for ${distinct} calls, ${alive} of them until it was back`,
    );
    await sayHitRates('Redis killed and started again');
    expect([...outcomes.keys()]).toEqual(['COMPLETED']);
    expect(requests.length / distinct).toBeLessThanOrEqual(3);
    expect(await replicas.metric('switchboard_redis_connected', '')).toBe(3);
  });
});

describe.skipIf(!HAS_REDIS)('four replicas at full load', () => {
  const distinct = (asked: number): string => `puretalk:${asked}`;

  /** The most that arrived within any one second. */
  const mostInASecond = (times: readonly number[]): number =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

  it('send a provider that allows ten requests a second no more than that in any second', async () => {
    await open(4, () => ({}), { PURETALK_REQUESTS_PER_SECOND: '10' });
    const outcomes = await load({ milliseconds: 6_000, clients: 40, pick: distinct });
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
    const PAUSE_MS = 2_000;
    const ON_ITS_WAY_MS = 50; // cannot be called back
    let toldAt = 0;
    let asked = 0;
    await open(4, (_id, response) => {
      asked += 1;
      if (asked !== 200) return {};
      toldAt = Date.now();
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '2' }).end('{}');
      return undefined;
    });
    const outcomes = await load({ milliseconds: 5_000, clients: 40, pick: distinct });
    const times = arrivals();
    const within = times.filter((at) => at > toldAt && at < toldAt + PAUSE_MS);
    say(
      `Four replicas, Retry-After 2 s: ${times.filter((at) => at <= toldAt).length} requests before it, ` +
        `${within.length} on their way (the last ${Math.max(0, ...within.map((at) => at - toldAt))} ms after it), ` +
        `none until it was over, ${times.filter((at) => at >= toldAt + PAUSE_MS).length} then`,
    );
    expect(toldAt).toBeGreaterThan(0);
    expect(within.filter((at) => at > toldAt + ON_ITS_WAY_MS)).toEqual([]);
    expect(times.at(-1)).toBeGreaterThan(toldAt + PAUSE_MS);
    expect([...outcomes.keys()]).toEqual(['COMPLETED']);
  });

  it('keep to the limit each by itself while Redis is away, and fail nobody', async () => {
    await open(4, () => ({}), { PURETALK_REQUESTS_PER_SECOND: '10' });
    await redis.kill();
    const outcomes = await load({ milliseconds: 2_500, clients: 20, pick: distinct });
    expect([...outcomes.keys()]).toEqual(['COMPLETED']);
    expect(mostInASecond(arrivals())).toBeLessThanOrEqual(4 * 10 * 1.25);
    expect(arrivals().length).toBeGreaterThan(40);
  });
});
