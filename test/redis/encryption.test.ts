import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { HAS_REDIS } from '../support/redis-server.ts';
import { metricOf, type Replicas, type ReplicasOptions, startReplicas } from '../support/replicas.ts';
import type { TestServer } from '../support/test-server.ts';

const KEY = randomBytes(32).toString('base64');
const OTHER_KEY = randomBytes(32).toString('hex');
const WORDS = 'My card number is 4929';

let replicas: Replicas;

async function open(options: ReplicasOptions = {}): Promise<void> {
  replicas = await startReplicas({
    respond: (id) => ({ end_time: '2026-05-01T10:00:00Z', summary: `${WORDS} ${id}` }),
    ...options,
  });
}

afterEach(() => replicas.close());

const ask = async (testServer: TestServer, id: string): Promise<unknown> => {
  const { data } = await testServer.query<{ call: { raw: unknown } | null }>(
    'query ($id: ID!) { call(id: $id) { raw } }',
    { id: `puretalk:${id}` },
  );
  return data?.call?.raw;
};

const shared = (testServer: TestServer): Promise<number> =>
  metricOf(testServer, 'switchboard_cache_reads_total', { outcome: 'shared' });

/** Everything that Redis was sent while `act` ran, as it sees it, and everything that it holds afterwards. */
async function seenByRedis(act: () => Promise<void>): Promise<string> {
  const monitor = await replicas.redis.client.monitor();
  const seen: string[] = [];
  monitor.on('monitor', (_time: string, parts: string[]) => seen.push(parts.join(' ')));
  try {
    await act();
    for (const name of await replicas.copies(1)) {
      seen.push(name, (await replicas.redis.client.getBuffer(name))?.toString('latin1') ?? '');
    }
  } finally {
    monitor.disconnect();
  }
  return seen.join('\n');
}

describe.skipIf(!HAS_REDIS)('without an encryption key', () => {
  it('call contents can be read in Redis', async () => {
    await open();
    const seen = await seenByRedis(async () => {
      await ask(replicas.at(0), 'call-4711');
      await replicas.copies(1);
    });
    expect(seen).toContain(WORDS);
    expect(seen).toContain('call-4711');
  });
});

describe.skipIf(!HAS_REDIS)('with an encryption key', () => {
  it('Redis sees no call content, no id and no key, neither in stored entries nor in commands', async () => {
    await open({ environment: { CACHE_ENCRYPTION_KEY: KEY, PURETALK_REQUESTS_PER_SECOND: '100' } });
    const seen = await seenByRedis(async () => {
      await ask(replicas.at(0), 'call-4711');
      await replicas.copies(1);
    });
    expect(seen).toContain(':limit:');
    expect(seen.length).toBeGreaterThan(500);
    expect(seen).not.toContain(WORDS);
    expect(seen).not.toContain('call-4711');
    expect(seen).not.toContain('key-of-puretalk');
    expect(seen).not.toContain(KEY);
  });

  it("replicas with the same key read each other's entries", async () => {
    await open({ environment: { CACHE_ENCRYPTION_KEY: KEY } });
    const first = await ask(replicas.at(0), '1');
    await replicas.copies(1);
    expect(await ask(replicas.at(1), '1')).toEqual(first);
    expect(replicas.providers.requestCount).toBe(1);
  });

  it('replicas with another key, or with none, work without the shared entries', async () => {
    await open({ count: 1, environment: { CACHE_ENCRYPTION_KEY: KEY } });
    const first = await ask(replicas.at(0), '1');
    await replicas.copies(1);
    expect(await ask(await replicas.add({ CACHE_ENCRYPTION_KEY: OTHER_KEY }), '1')).toEqual(first);
    expect(await ask(await replicas.add({ CACHE_ENCRYPTION_KEY: '' }), '1')).toEqual(first);
    expect(replicas.providers.requestCount).toBe(3);
  });

  it('an entry moved under another name is ignored', async () => {
    await open({ environment: { CACHE_ENCRYPTION_KEY: KEY } });
    const { client } = replicas.redis;
    await ask(replicas.at(0), '1');
    const [one = ''] = await replicas.copies(1);
    await ask(replicas.at(0), '2');
    const other = (await replicas.copies(2)).find((name) => name !== one) ?? '';
    await client.set(other, (await client.getBuffer(one)) ?? '');
    expect(await ask(replicas.at(1), '2')).toMatchObject({ call_id: '2' });
    expect(replicas.providers.requestCount).toBe(3);
    expect(await shared(replicas.at(1))).toBe(0);
  });

  it.each([0, 5, 20, 60])('an entry changed at byte %i is ignored', async (place) => {
    await open({ environment: { CACHE_ENCRYPTION_KEY: KEY } });
    const { client } = replicas.redis;
    await ask(replicas.at(0), '1');
    const [name = ''] = await replicas.copies(1);
    const bytes = (await client.getBuffer(name)) ?? Buffer.alloc(0);
    expect(bytes.length).toBeGreaterThan(60);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    await client.set(name, bytes);
    await ask(replicas.at(1), '1');
    expect(replicas.providers.requestCount).toBe(2);
  });

  it('an unencrypted entry is ignored', async () => {
    await open({ count: 1 });
    await ask(replicas.at(0), '1');
    const [clear = ''] = await replicas.copies(1);
    const bytes = (await replicas.redis.client.getBuffer(clear)) ?? '';
    const sealing = await replicas.add({ CACHE_ENCRYPTION_KEY: KEY });
    await ask(sealing, '1');
    const sealed = (await replicas.copies(2)).find((name) => name !== clear) ?? '';
    await replicas.redis.client.set(sealed, bytes);
    await ask(await replicas.add({ CACHE_ENCRYPTION_KEY: KEY }), '1');
    expect(replicas.providers.requestCount).toBe(3);
  });

  it('an entry sealed with the previous key is read until it expires, and is not written again', async () => {
    await open({ count: 1, environment: { CACHE_ENCRYPTION_KEY: KEY } });
    const first = await ask(replicas.at(0), '1');
    await replicas.copies(1);
    const rotated = await replicas.add({
      CACHE_ENCRYPTION_KEY: OTHER_KEY,
      CACHE_ENCRYPTION_KEY_PREVIOUS: KEY,
    });
    expect(await ask(rotated, '1')).toEqual(first);
    expect(replicas.providers.requestCount).toBe(1);
    const second = await ask(rotated, '2');
    await replicas.copies(2);
    expect(await ask(await replicas.add({ CACHE_ENCRYPTION_KEY: OTHER_KEY }), '2')).toEqual(second);
    expect(replicas.providers.requestCount).toBe(2);
  });
});
