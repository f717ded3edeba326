import { beforeEach, describe, expect, it } from 'vitest';
import type { SharedCache, SharedEntry } from '../../src/cache/shared-cache.ts';
import { UpstreamCache } from '../../src/cache/upstream-cache.ts';
import type { ValueFetcher } from '../../src/cache/value-fetcher.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

interface Note {
  readonly text: string;
}

let clock: TestClock;
let stored: SharedEntry | null;
let tellNewer: (key: string, fetchedAtMs: number) => void;
let cache: UpstreamCache;
let heard: string[];

const sharedCache: SharedCache = {
  read: async () => stored,
  claim: async () => ({
    entry: stored,
    otherReleased: null,
    release: (result) => {
      if (typeof result === 'object') stored = result.copy;
    },
  }),
  onNewer: (listener) => {
    tellNewer = listener;
  },
};

const ORIGIN = {
  provider: 'echoline',
  lifetime: () => ({ freshMs: 1_000, revalidateMs: 2_000, usableMs: 3_000 }),
};

/** Fetches a note that says `text`. */
const fetcherOf = (text: string): ValueFetcher<Note> => ({
  ...ORIGIN,
  fetch: async () => noteOf(text),
  parse: ({ body, fetchedAtMs }) => ({ value: { text: String(body) }, body, fetchedAtMs }),
});

const noteOf = (text: string, fetchedAtMs = clock.now()) => ({
  value: { text },
  body: Buffer.from(text),
  fetchedAtMs,
});

beforeEach(() => {
  clock = createTestClock();
  stored = null;
  heard = [];
  cache = new UpstreamCache({
    maxBytes: 100_000,
    clock,
    shared: { cache: sharedCache, maxWaitMs: 1_000 },
  });
});

describe('a watcher of a key', () => {
  it('hears of each value that is fetched or put, and of no other key', async () => {
    const unwatch = cache.watch('a', () => heard.push('a'));
    await cache.read('a', fetcherOf('one'));
    expect(heard).toEqual(['a']);
    await cache.read('a', fetcherOf('one')); // fresh
    await cache.read('b', fetcherOf('other'));
    expect(heard).toEqual(['a']);
    cache.put('a', noteOf('two'), ORIGIN);
    expect(heard).toEqual(['a', 'a']);
    unwatch();
    cache.put('a', noteOf('three'), ORIGIN);
    expect(heard).toEqual(['a', 'a']);
  });

  it('hears of a newer value in another replica, whether or not memory holds one', async () => {
    cache.watch('a', () => heard.push('a'));
    tellNewer('a', clock.now());
    expect(heard).toEqual(['a']);
    await cache.read('a', fetcherOf('one'));
    expect(heard).toHaveLength(2);
    tellNewer('a', clock.now()); // memory holds one at least as new
    expect(heard).toHaveLength(2);
    tellNewer('a', clock.now() + 1);
    expect(heard).toHaveLength(3);
  });

  it('is one of several, each of which may leave', () => {
    const unwatch = ['x', 'y', 'z'].map((name) => cache.watch('a', () => heard.push(name)));
    unwatch[1]?.();
    unwatch[1]?.();
    cache.put('a', noteOf('one'), ORIGIN);
    expect(heard).toEqual(['x', 'z']);
  });

  it('may leave while it is told', () => {
    const unwatch = cache.watch('a', () => {
      heard.push('x');
      unwatch();
    });
    cache.watch('a', () => heard.push('y'));
    cache.put('a', noteOf('one'), ORIGIN);
    cache.put('a', noteOf('two'), ORIGIN);
    expect(heard).toEqual(['x', 'y', 'y']);
  });
});

describe('a value that is put', () => {
  it('is read from then on, without a fetch', async () => {
    await cache.read('a', fetcherOf('one'));
    cache.put('a', noteOf('two'), ORIGIN);
    expect(await cache.read('a', fetcherOf('three'))).toEqual({ text: 'two' });
  });

  it('is shared with the other replicas', async () => {
    cache.put('a', noteOf('one'), ORIGIN);
    await expect.poll(() => String(stored?.body)).toBe('one');
  });

  it('supersedes no newer value', async () => {
    await cache.read('a', fetcherOf('one'));
    cache.put('a', noteOf('older', clock.now() - 1), ORIGIN);
    expect(await cache.read('a', fetcherOf('two'))).toEqual({ text: 'one' });
  });

  it('stays in this replica when it has no body to be read from', async () => {
    cache.put('a', { value: { text: 'one' }, body: null, fetchedAtMs: clock.now() }, ORIGIN);
    expect(await cache.read('a', fetcherOf('two'))).toEqual({ text: 'one' });
    expect(stored).toBeNull();
  });
});
