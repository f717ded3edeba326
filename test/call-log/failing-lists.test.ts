import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogSource, SourcePage } from '../../src/call-log/log-source.ts';
import { SOURCE_GONE } from '../../src/call-log/open-walk.ts';
import { LostPlaceError, RepeatedPageError } from '../../src/call-log/walk-errors.ts';
import { type FakeCall, FakeList } from './fake-list.ts';
import { keepEverything, takePage, takeWalk } from './take-walk.ts';

const listOf = (name: string, times: readonly number[], size = 5): FakeList =>
  new FakeList(
    name,
    times.map((at, index) => ({ id: `${name}:${index}`, at })),
    'OFFSET',
    size,
  );

const countdown = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from - index);

const failing = (list: FakeList, afterReads = 0): FakeList => {
  let reads = 0;
  list.onRead = () => {
    reads += 1;
    if (reads > afterReads) throw new Error(`${list.name} is down`);
  };
  return list;
};

const rowsOf = (ids: readonly string[], at = 1) => ids.map((id) => ({ id, at, row: { id, at } }));

describe('a source that fails', () => {
  it('is reported with its error, and the others go on', async () => {
    const page = await takePage([listOf('good', [3, 2, 1]), failing(listOf('bad', [9]))], {
      codeOf: () => 'PROVIDER_ERROR',
    });
    expect(page.edges.map(({ id }) => id)).toEqual(['good:0', 'good:1', 'good:2']);
    expect(page.complete).toBe(false);
    expect(page.allFailed).toBe(false);
    expect(page.sources.get('good')).toEqual({ state: 'READ' });
    expect(page.sources.get('bad')).toMatchObject({
      state: 'FAILED',
      code: 'PROVIDER_ERROR',
      error: { message: 'bad is down' },
    });
  });

  it('stays out for the rest of the walk, with its code, though it has recovered', async () => {
    const bad = failing(listOf('bad', [9]));
    const good = listOf('good', countdown(20, 6));
    const begin = await takePage([good, bad], { first: 2, codeOf: () => 'PROVIDER_TIMEOUT' });
    bad.onRead = () => {};
    const { pages, edges } = await takeWalk([good, bad], { first: 2, cursor: begin.endCursor });
    expect(pages.map(({ complete }) => complete)).toEqual([false, false]);
    expect(edges.every(({ source }) => source === 'good')).toBe(true);
    expect(bad.reads).toHaveLength(1);
    expect(pages[0]?.sources.get('bad')).toEqual({ state: 'FAILED', code: 'PROVIDER_TIMEOUT', error: null });
  });

  it('makes the page fail as a whole when every source that was read fails', async () => {
    const page = await takePage([failing(listOf('one', [1])), failing(listOf('two', [2]))]);
    expect(page).toMatchObject({ allFailed: true, complete: false, hasNextPage: false, edges: [] });
  });

  it('never takes a call of another from the log', async () => {
    const plan = fc.record({
      count: fc.nat({ max: 20 }),
      from: fc.nat({ max: 40 }),
      reads: fc.nat({ max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(plan, { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (plans, first) => {
          const lists = plans.map(({ count, from, reads }, index) => {
            const list = listOf(`list${index}`, countdown(from, count));
            return reads < 5 ? failing(list, reads) : list;
          });
          const { edges, pages } = await takeWalk(lists, { first });
          const given = edges.map(({ id }) => id);
          expect(new Set(given).size).toBe(given.length);
          const out = new Set<string>();
          for (const page of pages) {
            for (const [name, { state }] of page.sources) if (state === 'FAILED') out.add(name);
            expect(page.complete).toBe(out.size === 0);
          }
          for (const { name, calls } of lists) {
            if (out.has(name)) continue;
            expect(given.filter((id) => id.startsWith(`${name}:`))).toEqual(calls.map(({ id }) => id));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a source that never responds', () => {
  it('fails when the signal aborts, and the page gives what the others have', async () => {
    const stalled = listOf('stalled', [9]);
    stalled.onRead = () => new Promise(() => {});
    const deadline = new AbortController();
    const reason = new Error('The deadline has passed.');
    setTimeout(() => deadline.abort(reason), 20);
    const page = await takePage([listOf('good', [2, 1]), stalled], { signal: deadline.signal });
    expect(page.edges.map(({ id }) => id)).toEqual(['good:0', 'good:1']);
    expect(page.sources.get('stalled')).toMatchObject({ state: 'FAILED', error: reason });
  });

  it('leaves a source that needs a second read in the walk', async () => {
    const slow = listOf('slow', countdown(20, 12));
    const stalled = listOf('stalled', [1]);
    stalled.onRead = () => new Promise(() => {});
    const deadline = new AbortController();
    setTimeout(() => deadline.abort(new Error('late')), 20);
    const begin = await takePage([slow, stalled], { signal: deadline.signal });
    expect(begin.edges).toHaveLength(5);
    expect(begin.hasNextPage).toBe(true);
    const rest = await takeWalk([slow, stalled], { cursor: begin.endCursor });
    expect(rest.edges).toHaveLength(7);
    expect(rest.pages.every(({ complete }) => complete)).toBe(false);
  });

  it('is not read once the signal has aborted', async () => {
    const list = listOf('list', [1]);
    const page = await takePage([list], { signal: AbortSignal.abort(new Error('gone')) });
    expect(page).toMatchObject({ edges: [], requests: 0, hasNextPage: true });
    expect(list.reads).toEqual([]);
  });
});

describe('a list that does not go on', () => {
  const repeating = (
    page: (read: number) => SourcePage<FakeCall>,
  ): LogSource<FakeCall> & { reads: number } => ({
    name: 'repeating',
    reads: 0,
    async read() {
      this.reads += 1;
      return page(this.reads);
    },
  });

  it('fails when its cursor stands still', async () => {
    const source = repeating(() => ({ rows: rowsOf(['a', 'b']), next: '2026-11-24T10:00:00.000Z' }));
    const page = await takePage([source, listOf('good', [0])]);
    expect(page.edges.map(({ id }) => id)).toEqual(['a', 'b', 'good:0']);
    expect(page.sources.get('repeating')).toMatchObject({
      state: 'FAILED',
      error: expect.any(RepeatedPageError),
    });
    expect(source.reads).toBe(3);
  });

  it('fails when one page comes at every position', async () => {
    const source = repeating((read) => ({
      rows: rowsOf(['a', 'b']),
      next: read + 1,
      previous: read - 1 || null,
    }));
    const page = await takePage([source]);
    expect(page.edges).toHaveLength(2);
    expect(page.complete).toBe(false);
    expect(source.reads).toBe(3);
  });

  it('fails when a few pages come in a circle', async () => {
    const source = repeating((read) => ({ rows: rowsOf([`a${read % 3}`, `b${read % 3}`]), next: read }));
    const { edges, pages } = await takeWalk([source], { first: 4 });
    expect(edges.map(({ id }) => id).sort()).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'b2']);
    expect(pages.at(-1)?.complete).toBe(false);
    expect(source.reads).toBeLessThan(250);
  });

  it('fails when its empty pages never end, though a page of ours sends one request', async () => {
    const source = repeating((read) => ({ rows: [], next: read }));
    const { pages } = await takeWalk([source], { maxRequests: 1 });
    expect(pages.at(-1)).toMatchObject({ complete: false, hasNextPage: false });
    expect(source.reads).toBeLessThan(110);
  });

  it('may give empty pages and then go on', async () => {
    const source = repeating((read) =>
      read < 8 ? { rows: [], next: read } : { rows: rowsOf(['a']), next: null },
    );
    const { edges, pages } = await takeWalk([source]);
    expect(edges.map(({ id }) => id)).toEqual(['a']);
    expect(pages.at(-1)?.complete).toBe(true);
  });

  it('fails, and repeats nothing, when every row known to the walk is gone from a list out of order', async () => {
    const calls = [3, 9, 1, 7, 5, 8, 2, 6].map((at, index) => ({ id: `list:${index}`, at }));
    const list = new FakeList('list', calls, 'OFFSET', 4);
    const begin = await takePage([list], { first: 2 });
    list.calls = [4, 6, 2, 8].map((at, index) => ({ id: `new:${index}`, at }));
    const page = await takePage([list], { cursor: begin.endCursor });
    expect(page.edges).toEqual([]);
    expect(page.sources.get('list')).toMatchObject({ state: 'FAILED', error: expect.any(LostPlaceError) });
  });
});

describe('sources that come and go during a walk', () => {
  it('are left out until the next walk when they are new', async () => {
    const old = listOf('old', countdown(20, 6));
    const begin = await takePage([old], { first: 2 });
    const late = listOf('late', [100, 1]);
    const { edges, pages } = await takeWalk([old, late], { cursor: begin.endCursor });
    expect(edges.every(({ source }) => source === 'old')).toBe(true);
    expect(late.reads).toEqual([]);
    expect(pages[0]?.sources.get('late')).toEqual({ state: 'FINISHED' });
    expect(pages[0]?.complete).toBe(true);
  });

  it('count as failed to the last page when they are gone', async () => {
    const [one, two] = [listOf('one', countdown(20, 6)), listOf('two', countdown(20, 6))];
    const begin = await takePage([one, two], { first: 2 });
    const { pages, edges } = await takeWalk([one], { cursor: begin.endCursor, first: 2 });
    expect(pages.every(({ complete }) => !complete)).toBe(true);
    expect(edges.map(({ id }) => id)).toEqual(one.calls.slice(1).map(({ id }) => id));
    const again = await takePage([one, two], { cursor: pages[0]?.endCursor ?? null });
    expect(again.sources.get('two')).toEqual({ state: 'FAILED', code: SOURCE_GONE, error: null });
  });

  it('are finished when their lists are at an end, and are not read again', async () => {
    const [short, long] = [listOf('short', [30]), listOf('long', countdown(20, 12))];
    const { pages } = await takeWalk([short, long], { first: 3, cache: keepEverything() });
    expect(short.reads).toHaveLength(1);
    expect(pages.at(-1)?.sources.get('short')).toEqual({ state: 'FINISHED' });
  });
});
