import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type MockProviders, type RespondToCall, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let providers: MockProviders;
let server: TestServer;

async function open(respond?: RespondToCall, environment: Record<string, string> = {}): Promise<void> {
  providers = await startMockProviders(respond);
  server = await startTestServer({ ...providers.environment, ...environment });
}

afterEach(async () => {
  await server.stop();
  await providers.close();
});

const IDS = ['voxworks', 'synthflow', 'puretalk', 'osvi'];

describe('one operation', () => {
  it('sends one request for each distinct id: 20 ids, 12 distinct, four providers, 12 requests', async () => {
    await open();
    const distinct = IDS.flatMap((provider) => ['a', 'b', 'c'].map((id) => `${provider}:${id}`));
    const ids = [...distinct, ...distinct.slice(0, 8)];
    const { data, errors } = await server.query<{ calls: { id: string }[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { id } }',
      { ids },
    );
    expect(errors).toBeUndefined();
    expect(data?.calls.map(({ id }) => id)).toEqual(ids);
    expect(providers.requestCount).toBe(12);
  });

  it('sends one request for a call that several root fields select', async () => {
    await open();
    await server.query(`{
      a: call(id: "osvi:1") { id }
      b: node(id: "osvi:1") { id }
      c: osviCall(callId: "1") { id }
      d: calls(ids: ["osvi:1", "osvi:1"]) { id }
    }`);
    expect(providers.requestCount).toBe(1);
  });

  it('sends requests to all providers at the same time', async () => {
    await open(async () => {
      await delay(150);
      return {};
    });
    const began = performance.now();
    await server.query('query ($ids: [ID!]!) { calls(ids: $ids) { id } }', {
      ids: IDS.map((id) => `${id}:1`),
    });
    expect(providers.requestCount).toBe(4);
    expect(performance.now() - began).toBeLessThan(4 * 150); // one after the other would take longer than this
  });

  it('keeps within the concurrency limit of a provider: 200 ids, never more than 10 in flight', async () => {
    await open(async () => {
      await delay(5);
      return {};
    });
    const ids = Array.from({ length: 200 }, (_, index) => `puretalk:${index}`);
    const { data } = await server.query<{ calls: unknown[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { id } }',
      {
        ids,
      },
    );
    expect(data?.calls).toHaveLength(200);
    expect(providers.servers['puretalk']?.requests).toHaveLength(200);
    expect(providers.servers['puretalk']?.mostInFlight).toBeLessThanOrEqual(10);
    expect(providers.servers['puretalk']?.mostInFlight).toBeGreaterThan(1);
  });

  it('keeps within a concurrency limit that the operator sets', async () => {
    await open(
      async () => {
        await delay(5);
        return {};
      },
      { PURETALK_CONCURRENCY: '3' },
    );
    const ids = Array.from({ length: 30 }, (_, index) => `puretalk:${index}`);
    const { data } = await server.query(
      'query ($ids: [ID!]!) { calls(ids: $ids) { id } providers { provider concurrencyLimit } }',
      { ids },
    );
    expect(providers.servers['puretalk']?.mostInFlight).toBe(3);
    expect(data?.['providers']).toContainEqual({ provider: 'PURETALK', concurrencyLimit: 3 });
  });

  it('returns calls in the order of the ids, with null where there is no call and an error only where one failed', async () => {
    await open((id, response) => {
      if (id === 'gone') response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      else if (id === 'refused') response.writeHead(400, { 'content-type': 'application/json' }).end('{}');
      else return {};
      return undefined;
    });
    const { data, errors } = await server.query(
      '{ calls(ids: ["osvi:1", "osvi:gone", "puretalk:refused", "nobody:1", "voxworks:2"]) { id } }',
    );
    expect(data).toEqual({ calls: [{ id: 'osvi:1' }, null, null, null, { id: 'voxworks:2' }] });
    const seen = errors?.map(({ path, extensions }) => [path, extensions?.['code']]);
    expect(seen).toHaveLength(2);
    expect(seen).toContainEqual([['calls', 2], 'PROVIDER_REJECTED']);
    expect(seen).toContainEqual([['calls', 3], 'BAD_USER_INPUT']);
  });

  it('rejects more than 250 ids before any request leaves', async () => {
    await open();
    const ids = Array.from({ length: 251 }, (_, index) => `osvi:${index}`);
    const { errors } = await server.query('query ($ids: [ID!]!) { calls(ids: $ids) { id } }', { ids });
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(providers.requestCount).toBe(0);
  });
});

describe('many operations at once', () => {
  it('share one request on a cold cache: 50 identical operations, 1 request', async () => {
    await open(async () => {
      await delay(50);
      return {};
    });
    const results = await Promise.all(
      Array.from({ length: 50 }, () => server.query('{ call(id: "synthflow:1") { id status } }')),
    );
    expect(providers.requestCount).toBe(1);
    for (const { data } of results)
      expect(data).toEqual({ call: { id: 'synthflow:1', status: 'COMPLETED' } });
  });

  it('share one failure too: 50 identical operations on a provider that rejects, 1 request', async () => {
    await open(async (_id, response) => {
      await delay(500);
      response.writeHead(400, { 'content-type': 'application/json' }).end('{}');
      return undefined;
    });
    const results = await Promise.all(
      Array.from({ length: 50 }, () => server.query('{ call(id: "synthflow:1") { id } }')),
    );
    expect(providers.requestCount).toBe(1);
    for (const { errors } of results) expect(errors?.[0]?.extensions?.['code']).toBe('PROVIDER_REJECTED');
  });
});
