import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { sendJson } from '../support/mock-server.ts';
import { HAS_REDIS } from '../support/redis-server.ts';
import { type Replicas, type ReplicasOptions, startReplicas } from '../support/replicas.ts';

let replicas: Replicas;

const open = async (options: ReplicasOptions): Promise<void> => {
  replicas = await startReplicas({ count: 4, ...options });
};

afterEach(() => replicas.close());

const arrivals = (): number[] => (replicas.providers.servers['puretalk']?.requests ?? []).map(({ at }) => at);

const tooMany = (response: ServerResponse, headers: Record<string, string> = {}): undefined => {
  response.writeHead(429, { 'content-type': 'application/json', ...headers }).end('{}');
  return undefined;
};

describe.skipIf(!HAS_REDIS)('a pause that the provider asked one replica for', () => {
  /** What was on its way already when the response left cannot be called back. */
  const ON_ITS_WAY_MS = 50;

  it('is kept by replicas without a limit of their own, and by one that starts later', async () => {
    let toldAt = 0;
    await open({
      count: 2,
      respond: (id, response) => {
        if (id !== 'told' || toldAt > 0) return {};
        toldAt = Date.now();
        return tooMany(response, { 'retry-after': '2' });
      },
    });
    const query = 'query ($id: ID!) { call(id: $id) { status } }';
    const first = replicas.at(0).query(query, { id: 'puretalk:told' });
    await expect.poll(() => toldAt).toBeGreaterThan(0);
    await delay(ON_ITS_WAY_MS);
    const late = await replicas.add();
    const others = [replicas.at(1), late].map(({ query: ask }, index) =>
      ask(query, { id: `puretalk:${index}` }),
    );
    for (const { errors } of [await first, ...(await Promise.all(others))]) expect(errors).toBeUndefined();
    const [, ...after] = arrivals();
    expect(after).toHaveLength(3);
    for (const at of after) expect(at - toldAt).toBeGreaterThanOrEqual(2_000);
  });

  it('that outlasts the deadline is reported to clients of every replica at once', async () => {
    await open({
      count: 2,
      respond: (id, response) => (id === '1' ? {} : tooMany(response, { 'retry-after': '60' })),
    });
    const ask = (index: number) => replicas.at(index).query('{ call(id: "puretalk:x") { status } }');
    await ask(0);
    const { errors } = await ask(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_RATE_LIMITED' });
    expect(errors?.[0]?.extensions?.['retryAfterSeconds']).toBeGreaterThan(55);
    expect(arrivals()).toHaveLength(1);
    const { data } = await replicas
      .at(1)
      .query<{ providers: { provider: string; rateLimit: object | null }[] }>(
        '{ providers { provider rateLimit { pausedUntil } } }',
      );
    expect(data?.providers.find(({ provider }) => provider === 'PURETALK')?.rateLimit).toMatchObject({
      pausedUntil: expect.any(String),
    });
  });

  it('begins for all replicas when one learns that the rate limit is used up', async () => {
    await open({
      count: 2,
      respond: (id, response) => {
        if (id !== 'last') return {};
        sendJson(
          response,
          200,
          { err: false, results: { call_id: id, status: 'completed' } },
          { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0' },
        );
        return undefined;
      },
    });
    const ask = (index: number, id: string) =>
      replicas.at(index).query(`{ call(id: "puretalk:${id}") { status } }`);
    await ask(0, 'last');
    await delay(ON_ITS_WAY_MS);
    await ask(1, 'next');
    const [last = 0, next = 0] = arrivals();
    expect(next - last).toBeGreaterThanOrEqual(1_000);
  });
});
