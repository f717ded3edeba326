import { describe, expect, it } from 'vitest';
import type { SharedCache, SharedEntry } from '../../src/cache/shared-cache.ts';
import { UpstreamCache } from '../../src/cache/upstream-cache.ts';
import type { ValueFetcher } from '../../src/cache/value-fetcher.ts';
import type { Call } from '../../src/domain/call.ts';
import { ProviderUnavailable } from '../../src/domain/errors.ts';
import type { FetchedValue } from '../../src/domain/fetched-value.ts';
import { lifetimeOf } from '../../src/domain/freshness.ts';
import { readResponse } from '../../src/http/read-response.ts';
import { osvi } from '../../src/providers/osvi.ts';
import { collectGarbage } from '../support/collect-garbage.ts';
import { createTestClock } from '../support/test-clock.ts';

const DAY_MS = 86_400_000;
const callKey = { provider: 'osvi', providerCallId: '1' };
const ORIGIN = { provider: 'osvi', lifetime: lifetimeOf };
const record = (summary: string) =>
  Buffer.from(JSON.stringify({ data: { summary, created_at: '2026-01-01T10:00:00Z' } }));

/** A provider that sends one body, and the counts of its fetches and reads. */
function createOrigin(body: Buffer, clock = createTestClock()) {
  const done = { fetches: 0, reads: 0 };
  const read = (bytes: Buffer, fetchedAtMs: number): FetchedValue<Call> => {
    done.reads += 1;
    return readResponse(osvi.getCall[0], {
      title: osvi.title,
      input: callKey,
      subject: callKey,
      body: bytes,
      fetchedAtMs,
      status: 200,
      location: null,
      hasStatedEnd: true,
    });
  };
  const origin: ValueFetcher<Call> = {
    ...ORIGIN,
    fetch: async () => {
      done.fetches += 1;
      const fetchedAtMs = clock.now();
      clock.advance(7); // between the response and the moment that it is stored
      return read(body, fetchedAtMs);
    },
    parse: ({ body, fetchedAtMs }) =>
      body === null ? { value: null, body, fetchedAtMs } : read(body, fetchedAtMs),
  };
  return { origin, done, clock };
}

/** A shared tier that holds one entry at most, and whose flights are always this replica's own. */
function createTier() {
  let copy: SharedEntry | null = null;
  let tell: (key: string, fetchedAtMs: number) => void = () => {};
  const cache: SharedCache = {
    read: async () => copy,
    claim: async () => ({
      entry: copy,
      otherReleased: null,
      release: (result) => {
        if (typeof result === 'object') copy = result.copy;
      },
    }),
    onNewer: (listener) => {
      tell = listener;
    },
  };
  return { shared: { cache, maxWaitMs: 1_000 }, tell: (key: string, atMs: number) => tell(key, atMs) };
}

const cacheOf = (clock: ReturnType<typeof createTestClock>, maxBytes = 1_000_000): UpstreamCache =>
  new UpstreamCache({ maxBytes, clock });

describe('a call in memory', () => {
  it('is the same object each time, and parsed twice at most', async () => {
    const { origin, done, clock } = createOrigin(record('zebra'));
    const cache = cacheOf(clock);
    const first = await cache.read('a', origin);
    expect(first?.summary).toBe('zebra');
    clock.advance(1_000);
    const second = await cache.read('a', origin);
    expect(second).toEqual(first);
    for (let time = 3; time <= 10; time += 1) expect(await cache.read('a', origin)).toBe(second);
    expect(done).toEqual({ fetches: 1, reads: 2 });
  });

  it('is held as its body alone until it is read again', async () => {
    const { origin, clock } = createOrigin(record('zebra'));
    const cache = cacheOf(clock);
    const watch = async () => new WeakRef((await cache.read('a', origin)) ?? {});
    const first = await watch();
    await collectGarbage();
    expect(first.deref()).toBeUndefined();
    const again = await watch();
    await collectGarbage();
    expect(again.deref()).toBeDefined();
  });

  it('takes three times the memory once it has been read again', async () => {
    const body = record('z'.repeat(8_000));
    const { origin, clock } = createOrigin(body);
    const cache = cacheOf(clock);
    await cache.read('a', origin);
    const asBody = cache.bytes;
    expect(asBody).toBeGreaterThan(body.length);
    expect(asBody).toBeLessThan(body.length + 2_000);
    await cache.read('a', origin);
    expect(cache.bytes).toBeGreaterThan(body.length * 3);
    expect(cache.entries).toBe(1);
  });

  it('is parsed on arrival when its body is long', async () => {
    const { origin, done, clock } = createOrigin(record('z'.repeat(9_000)));
    const cache = cacheOf(clock);
    for (let time = 1; time <= 3; time += 1) await cache.read('a', origin);
    expect(done).toEqual({ fetches: 1, reads: 1 });
  });

  it('is held as its body, however long, up to the length that its operation allows', async () => {
    const body = record('z'.repeat(20_000));
    for (const [maxUnparsedBytes, parses] of [
      [body.length, 2],
      [body.length - 1, 1],
    ] as const) {
      const { origin, done, clock } = createOrigin(body);
      const cache = cacheOf(clock);
      for (let reads = 0; reads < 3; reads += 1) await cache.read('key', { ...origin, maxUnparsedBytes });
      expect(done).toEqual({ fetches: 1, reads: parses });
    }
  });

  it('keeps no more bytes alive than its body, whichever buffer the body came in', async () => {
    const received = Buffer.concat([Buffer.alloc(30_000), record('zebra'), Buffer.alloc(30_000)]);
    const kept: Buffer[] = [];
    const { origin, clock } = createOrigin(received.subarray(30_000, -30_000));
    const cache = cacheOf(clock);
    await cache.read('a', origin);
    const { parse } = origin;
    await cache.read('a', {
      ...origin,
      parse: (copy) => {
        if (copy.body !== null) kept.push(copy.body);
        return parse(copy);
      },
    });
    expect(kept.map((body) => body.buffer.byteLength <= body.length + 1_024)).toEqual([true]);
    expect(kept[0]).toEqual(record('zebra'));
  });

  it('is not parsed from a body that is out of date and has to be fetched again', async () => {
    const { origin, done, clock } = createOrigin(record('zebra'));
    const cache = new UpstreamCache({ maxBytes: 1_000_000, clock, shared: createTier().shared });
    await cache.read('a', origin);
    clock.advance(8 * DAY_MS);
    await cache.read('a', origin);
    expect(done).toEqual({ fetches: 2, reads: 2 });
  });

  it('stays superseded by another replica when it is read again', async () => {
    const { origin, done, clock } = createOrigin(record('zebra'));
    const tier = createTier();
    const cache = new UpstreamCache({ maxBytes: 1_000_000, clock, shared: tier.shared });
    const served: (number | null)[] = [];
    const reader = { onCacheRead: (_key: string, copy: number | null) => served.push(copy) };
    const failing = { ...origin, fetch: () => Promise.reject(new ProviderUnavailable(callKey, 'away')) };
    await cache.read('a', origin);
    tier.tell('a', clock.now() + 1);
    expect((await cache.read('a', failing, reader))?.summary).toBe('zebra');
    await cache.read('a', origin, reader);
    expect(served).toEqual([null, null]);
    expect(done.fetches).toBe(2);
  });

  it('is evicted when memory is full, the least recently read call first', async () => {
    const { origin, done, clock } = createOrigin(record('zebra'));
    const cache = cacheOf(clock, 5_000);
    for (const key of ['a', 'b', 'c', 'a']) await cache.read(key, origin);
    for (const key of ['d', 'e', 'f']) await cache.read(key, origin);
    expect(cache.bytes).toBeLessThanOrEqual(5_000);
    const { fetches } = done;
    await cache.read('f', origin);
    expect(done.fetches).toBe(fetches);
    await cache.read('b', origin);
    expect(done.fetches).toBe(fetches + 1);
  });
});

describe('a value that is in memory', () => {
  it('can be peeked at while it is fresh, and no longer', async () => {
    const { origin, done, clock } = createOrigin(record('fine'));
    const cache = cacheOf(clock);
    expect(cache.peek('key', origin)).toBeUndefined();
    await cache.read('key', origin);
    expect(cache.peek('key', origin)?.summary).toBe('fine');
    clock.advance(DAY_MS);
    expect(cache.peek('key', origin)).toBeUndefined();
    expect(done.fetches).toBe(1);
  });

  it('can be fetched anew, by one request for all who do so at once, and is then what others read', async () => {
    const { origin, done, clock } = createOrigin(record('fine'));
    const cache = cacheOf(clock);
    await cache.read('key', origin);
    clock.advance(1_000);
    await Promise.all([
      cache.read('key', origin, { fresh: true }),
      cache.read('key', origin, { fresh: true }),
    ]);
    expect(done.fetches).toBe(2);
    const fetchedAt = (await cache.read('key', origin))?.fetchedAt.getTime() ?? 0;
    expect(clock.now() - fetchedAt).toBeLessThan(1_000);
    expect(done.fetches).toBe(2);
  });

  it('tells its reader of the failure in whose place it is served', async () => {
    const { origin, clock } = createOrigin(record('fine'));
    const cache = cacheOf(clock);
    await cache.read('key', origin);
    clock.advance(2 * DAY_MS);
    const failure = new ProviderUnavailable({ provider: 'osvi' }, 'It is down.');
    const failing = { ...origin, fetch: () => Promise.reject(failure) };
    const failures: unknown[] = [];
    const value = await cache.read('key', failing, { onStale: (error) => failures.push(error) });
    expect(value?.summary).toBe('fine');
    expect(failures).toEqual([failure]);
  });
});

describe('an absence in memory', () => {
  it('is served without a request for some seconds', async () => {
    const clock = createTestClock();
    const cache = cacheOf(clock);
    let fetches = 0;
    const origin: ValueFetcher<Call> = {
      ...ORIGIN,
      fetch: async () => {
        fetches += 1;
        return { value: null, body: null, fetchedAtMs: clock.now() };
      },
      parse: () => {
        throw new Error('there is nothing to read');
      },
    };
    for (let time = 1; time <= 3; time += 1) expect(await cache.read('a', origin)).toBeNull();
    expect(fetches).toBe(1);
    clock.advance(5_001);
    expect(await cache.read('a', origin)).toBeNull();
    expect(fetches).toBe(2);
  });

  it('is no value to fall back on, even when a body stated it', async () => {
    const clock = createTestClock();
    const tier = createTier();
    const cache = new UpstreamCache({ maxBytes: 1_000_000, clock, shared: tier.shared });
    const body = Buffer.from('[]');
    let reads = 0;
    const origin: ValueFetcher<Call> = {
      ...ORIGIN,
      fetch: async () => ({ value: null, body, fetchedAtMs: clock.now() }),
      parse: () => {
        reads += 1;
        return { value: null, body, fetchedAtMs: clock.now() };
      },
    };
    expect(await cache.read('a', origin)).toBeNull();
    expect(await cache.read('a', origin)).toBeNull();
    expect(reads).toBe(0);
    const failure = new ProviderUnavailable(callKey, 'away');
    const failing: ValueFetcher<Call> = { ...origin, fetch: () => Promise.reject(failure) };
    clock.advance(5_001);
    await expect(cache.read('a', failing)).rejects.toBe(failure);
  });
});

describe('a reader that wants a fresh value', () => {
  it('bypasses memory and the shared tier, which then serves the fetched value to all readers', async () => {
    const tier = createTier();
    const { origin, done, clock } = createOrigin(record('first'));
    const cache = new UpstreamCache({ maxBytes: 1_000_000, clock, shared: tier.shared });
    await cache.read('a', origin);
    expect(done.fetches).toBe(1);
    clock.advance(1);
    await Promise.all([cache.read('a', origin, { fresh: true }), cache.read('a', origin, { fresh: true })]);
    expect(done.fetches).toBe(2); // one flight for both
    await cache.read('a', origin);
    expect(done.fetches).toBe(2);
  });

  it('gets the failure, and no old value in its place', async () => {
    const { origin, clock } = createOrigin(record('first'));
    const cache = cacheOf(clock);
    await cache.read('a', origin);
    const failure = new ProviderUnavailable(callKey, 'away');
    const failing: ValueFetcher<Call> = { ...origin, fetch: () => Promise.reject(failure) };
    await expect(cache.read('a', failing, { fresh: true })).rejects.toBe(failure);
    expect(await cache.read('a', failing)).toMatchObject({ summary: 'first' });
  });
});
