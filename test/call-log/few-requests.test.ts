import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { FakeList } from './fake-list.ts';
import { keepEverything, takePage, takeWalk } from './take-walk.ts';

/** Many agents of one provider, with calls spread over time. `equal` gives every call the same time. */
function agents(count: number, callsEach: number, equal = false): FakeList[] {
  const random = seededRandom(count * 1_000 + callsEach);
  return Array.from({ length: count }, (_, agent) => {
    const times = Array.from({ length: callsEach }, () => (equal ? 7 : Math.floor(random() * 1e9)));
    const calls = times
      .sort((one, other) => other - one)
      .map((at, index) => ({ id: `agent${agent}:${index}-3f2c9a4e-77aa-4b1e-9d63-8f00aa11bb22`, at }));
    return new FakeList(`synthesised-agent-${agent}-3f2c9a4e-77aa-4b1e-9d63`, calls, 'OFFSET', 10);
  });
}

const readsOf = (lists: readonly FakeList[]) => lists.reduce((sum, { reads }) => sum + reads.length, 0);

const expectExact = (lists: readonly FakeList[], edges: readonly { id: string; at: number | null }[]) => {
  expect(edges.map(({ id }) => id).sort()).toEqual(
    lists.flatMap(({ calls }) => calls.map(({ id }) => id)).sort(),
  );
  for (const [index, { at }] of edges.entries()) {
    if (index > 0) expect(Number(at)).toBeLessThanOrEqual(Number(edges[index - 1]?.at));
  }
};

describe('the requests of a page', () => {
  it('are one for each source on the first page', async () => {
    const lists = agents(4, 30);
    const page = await takePage(lists, { first: 9 });
    expect(page.requests).toBe(4);
    for (const { reads } of lists) expect(reads).toHaveLength(1);
  });

  it('are one for a list that holds just what the page takes', async () => {
    const [list] = agents(1, 30);
    if (list === undefined) return;
    const page = await takePage([list], { first: 10 });
    expect(page.edges).toHaveLength(10);
    expect(page.requests).toBe(1);
  });

  it('leave out the agents that cannot contribute', async () => {
    const lists = agents(80, 20);
    const begin = await takePage(lists, { first: 25, maxRequests: 200 });
    expect(begin.requests).toBeLessThanOrEqual(90);
    const next = await takePage(lists, { first: 25, maxRequests: 200, cursor: begin.endCursor });
    expect(next.edges).toHaveLength(25);
    expect(next.requests).toBeLessThanOrEqual(26);
    const unread = [...next.sources.values()].filter(({ state }) => state === 'UNREAD');
    expect(unread.length).toBeGreaterThanOrEqual(80 - 26);
  });

  it('are none on a page whose rows the cache holds', async () => {
    const lists = agents(3, 30);
    const cache = keepEverything();
    const begin = await takePage(lists, { first: 5, cache });
    const next = await takePage(lists, { first: 3, cache, cursor: begin.endCursor });
    expect(next.edges).toHaveLength(3);
    expect(next.requests).toBe(0);
  });

  it('are none for a log without sources', async () => {
    expect(await takePage([])).toMatchObject({
      edges: [],
      hasNextPage: false,
      endCursor: null,
      complete: true,
      allFailed: false,
      requests: 0,
    });
  });

  it('end the page early when they are spent, and the page still goes on', async () => {
    const lists = agents(200, 3);
    const page = await takePage(lists);
    expect(page).toMatchObject({ edges: [], hasNextPage: true, requests: 50, complete: true });
    expect(page.endCursor?.length).toBeLessThan(4_096);
  });
});

describe('a walk over 200 agents', () => {
  it('is exact with 50 requests a page, without a cache', async () => {
    const lists = agents(200, 12);
    const { edges, pages } = await takeWalk(lists, { first: 100 });
    expectExact(lists, edges);
    for (const { requests, endCursor } of pages) {
      expect(requests).toBeLessThanOrEqual(50);
      expect(endCursor?.length ?? 0).toBeLessThan(4_096);
    }
  });

  it('reads no page twice with a cache', async () => {
    const lists = agents(200, 12);
    const { edges } = await takeWalk(lists, { first: 100, cache: keepEverything() });
    expectExact(lists, edges);
    expect(readsOf(lists)).toBe(400);
  });

  it('is exact when all their calls have one time', async () => {
    for (const cache of [undefined, keepEverything()]) {
      const lists = agents(200, 3, true);
      const { edges, pages } = await takeWalk(lists, { first: 60, ...(cache && { cache }) });
      expectExact(lists, edges);
      for (const { endCursor } of pages) expect(endCursor?.length ?? 0).toBeLessThan(4_096);
    }
  });

  it('keeps every cursor under 4 KB while all of 300 agents are partly given', async () => {
    const lists = agents(300, 15);
    let cursor: string | null = null;
    for (let turn = 0; turn < 40; turn += 1) {
      const page = await takePage(lists, { first: 100, cursor, maxRequests: 300 });
      for (const edge of page.edges.filter((_, index) => index % 33 === 0)) {
        expect(edge.cursor.length).toBeLessThan(4_096);
      }
      cursor = page.endCursor;
    }
  });

  it('goes on from any edge while calls arrive and vanish', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 99 }), fc.nat({ max: 199 }), async (edge, agent) => {
        const lists = agents(60, 6);
        const begin = await takePage(lists, { first: 100, maxRequests: 200 });
        const given = begin.edges.slice(0, edge + 1);
        const list = lists[agent % 60];
        const gone = list?.calls[agent % 6];
        if (list === undefined || gone === undefined) return;
        list.remove(gone.id);
        list.arrive({ id: `new:${agent}`, at: 2e9 });
        const rest = await takeWalk(lists, { first: 90, cursor: begin.edges[edge]?.cursor ?? null });
        const ids = [...given, ...rest.edges].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const missing = lists.flatMap(({ calls }) => calls).filter(({ id }) => !ids.includes(id));
        expect(missing.filter(({ id }) => !id.startsWith('new:'))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
