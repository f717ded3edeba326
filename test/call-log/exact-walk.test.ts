import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeList, type Paging } from './fake-list.ts';
import { keepEverything, takeWalk } from './take-walk.ts';

/** The ways of paging that prove without a second read that nothing is missing. */
const joining = fc.constantFrom<Paging>('OFFSET', 'VALUE');
const paging = fc.constantFrom<Paging>('OFFSET', 'PAGE', 'VALUE');

/** Lists in order by time, with many equal times, and ids that do not follow it. */
const orderedLists = (most: number, longest: number, ways: fc.Arbitrary<Paging> = paging) =>
  fc.array(
    fc.record({
      times: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: longest }),
      paging: ways,
      size: fc.integer({ min: 2, max: 7 }),
      salt: fc.integer({ min: 1, max: 9_999 }),
    }),
    { maxLength: most },
  );

interface ListPlan {
  readonly times: readonly (number | null)[];
  readonly paging: Paging;
  readonly size: number;
  readonly salt: number;
}

const buildLists = (plans: readonly ListPlan[]): FakeList[] =>
  plans.map((plan, index) => {
    const calls = plan.times.map((at, place): FakeCall => {
      const scrambled = ((place + 1) * 7_919 * plan.salt) % 100_003;
      return { id: `list${index}:${scrambled}-${place}`, at };
    });
    return new FakeList(`list${index}`, calls, plan.paging, plan.size);
  });

const inOrder = (plans: readonly ListPlan[]): ListPlan[] =>
  plans.map((plan) => ({
    ...plan,
    times: [...plan.times].sort((one, other) => Number(other) - Number(one)),
  }));

const idsOf = (calls: readonly { readonly id: string }[]) => calls.map(({ id }) => id);
const sorted = (ids: Iterable<string>) => [...ids].sort();

function expectFalling(times: readonly (number | null)[]): void {
  for (const [index, at] of times.entries()) {
    if (index > 0) expect(Number(at)).toBeLessThanOrEqual(Number(times[index - 1]));
  }
}

const first = fc.integer({ min: 1, max: 12 });
const settings = { numRuns: 150 };

describe('a walk over lists that stand still', () => {
  it('gives each call once, newest first', async () => {
    await fc.assert(
      fc.asyncProperty(orderedLists(12, 25), first, async (plans, size) => {
        const lists = buildLists(inOrder(plans));
        const all = lists.flatMap(({ calls }) => calls);
        const { edges, pages } = await takeWalk(lists, { first: size });
        expect(sorted(idsOf(edges))).toEqual(sorted(idsOf(all)));
        expectFalling(edges.map(({ at }) => at));
        for (const page of pages) {
          expect(page.complete).toBe(true);
          expect(page.requests).toBeLessThanOrEqual(50);
          expect(page.endCursor?.length ?? 0).toBeLessThan(4_096);
        }
      }),
      settings,
    );
  });

  it('gives equal times by id, within a list and between lists', async () => {
    const plans = fc.array(
      fc.record({
        times: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 }),
        paging,
        size: fc.integer({ min: 13, max: 20 }),
        salt: fc.integer({ min: 1, max: 9_999 }),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(plans, first, async (lists, size) => {
        const built = buildLists(inOrder(lists));
        const all = built.flatMap(({ calls }) => calls);
        const expected = all.sort(
          (one, other) => Number(other.at) - Number(one.at) || (one.id < other.id ? -1 : 1),
        );
        const { edges } = await takeWalk(built, { first: size });
        expect(idsOf(edges)).toEqual(idsOf(expected));
      }),
      settings,
    );
  });

  it('reads no page twice with a page cache where no two calls of a list have one time', async () => {
    await fc.assert(
      fc.asyncProperty(orderedLists(8, 25, joining), first, async (plans, size) => {
        const distinct = plans.map((plan) => ({ ...plan, times: plan.times.map((_, place) => -place) }));
        const lists = buildLists(distinct);
        await takeWalk(lists, { first: size, cache: keepEverything() });
        for (const { reads } of lists) expect(new Set(reads).size).toBe(reads.length);
      }),
      settings,
    );
  });

  // A page that begins within a half-given run of equal times proves nothing of the page before, which is read again.
  it('reads at most two pages again with a page cache for each call whose time another of its list has', async () => {
    await fc.assert(
      fc.asyncProperty(orderedLists(8, 25, joining), first, async (plans, size) => {
        const lists = buildLists(inOrder(plans));
        await takeWalk(lists, { first: size, cache: keepEverything() });
        for (const { reads, calls } of lists) {
          const tied = calls.filter(({ at }, index) =>
            calls.some((call, other) => other !== index && call.at === at),
          );
          expect(reads.length - new Set(reads).size).toBeLessThanOrEqual(2 * tied.length);
        }
      }),
      settings,
    );
  });

  it('goes on from the cursor of every edge', async () => {
    await fc.assert(
      fc.asyncProperty(orderedLists(5, 12), first, first, async (plans, size, other) => {
        const lists = buildLists(inOrder(plans));
        const { edges } = await takeWalk(lists, { first: size });
        for (const [index, edge] of edges.entries()) {
          const rest = await takeWalk(lists, { first: other, cursor: edge.cursor });
          expect(sorted(idsOf(rest.edges))).toEqual(sorted(idsOf(edges.slice(index + 1))));
          expectFalling(rest.edges.map(({ at }) => at));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is exact however few requests a page may send', async () => {
    await fc.assert(
      fc.asyncProperty(
        orderedLists(12, 12, joining),
        first,
        fc.integer({ min: 2, max: 6 }), // the least that CALL_LOG_MAX_REQUESTS allows: a page that shifted needs the page before
        async (plans, size, maxRequests) => {
          const lists = buildLists(inOrder(plans));
          const all = lists.flatMap(({ calls }) => calls);
          const { edges, pages } = await takeWalk(lists, { first: size, maxRequests });
          expect(sorted(idsOf(edges))).toEqual(sorted(idsOf(all)));
          expectFalling(edges.map(({ at }) => at));
          for (const { requests } of pages) expect(requests).toBeLessThanOrEqual(maxRequests);
        },
      ),
      settings,
    );
  });

  it('fills its pages with the rows that the filter keeps', async () => {
    await fc.assert(
      fc.asyncProperty(
        orderedLists(8, 20),
        first,
        fc.integer({ min: 2, max: 5 }),
        async (plans, size, every) => {
          const lists = buildLists(inOrder(plans));
          const keep = ({ id }: FakeCall) => Number(id.split('-')[1]) % every === 0;
          const all = lists.flatMap(({ calls }) => calls).filter(keep);
          const { edges, pages } = await takeWalk(lists, { first: size, keep });
          expect(sorted(idsOf(edges))).toEqual(sorted(idsOf(all)));
          expectFalling(edges.map(({ at }) => at));
          for (const page of pages.slice(0, -1)) expect(page.edges).toHaveLength(size);
        },
      ),
      settings,
    );
  });
});

/** Walks while `arrivals` calls arrive in each list between two pages. Every call that was there from the start is given once. */
async function expectExactWhileCallsArrive(
  plans: readonly ListPlan[],
  size: number,
  arrivals: number,
): Promise<void> {
  const lists = buildLists(plans);
  const all = idsOf(lists.flatMap(({ calls }) => calls));
  let serial = 0;
  const { edges, pages } = await takeWalk(lists, { first: size }, () => {
    for (const list of lists) {
      for (let count = 0; count < arrivals && serial < 60; count += 1) {
        serial += 1;
        list.arrive({ id: `${list.name}:new-${serial}`, at: (serial * 7) % 40 });
      }
    }
  });
  expect(new Set(idsOf(edges)).size).toBe(edges.length);
  expect(sorted(idsOf(edges).filter((id) => !id.includes('new')))).toEqual(sorted(all));
  expect(pages.every(({ complete }) => complete)).toBe(true);
}

describe('a walk over lists out of order', () => {
  const unorderedLists = fc.array(
    fc.record({
      times: fc.array(fc.option(fc.integer({ min: 0, max: 30 }), { freq: 4 }), { maxLength: 20 }),
      paging: joining,
      size: fc.integer({ min: 4, max: 7 }),
      salt: fc.integer({ min: 1, max: 9_999 }),
    }),
    { maxLength: 6 },
  );

  it('gives each call once and keeps the order of each list', async () => {
    await fc.assert(
      fc.asyncProperty(unorderedLists, first, async (plans, size) => {
        const lists = buildLists(plans);
        const all = lists.flatMap(({ calls }) => calls);
        const { edges, pages } = await takeWalk(lists, { first: size });
        expect(pages.every(({ complete }) => complete)).toBe(true);
        expect(sorted(idsOf(edges))).toEqual(sorted(idsOf(all)));
      }),
      settings,
    );
  });

  it('gives each call once while calls arrive', async () => {
    await fc.assert(
      fc.asyncProperty(unorderedLists, first, fc.integer({ min: 0, max: 3 }), expectExactWhileCallsArrive),
      settings,
    );
  });

  const HALF_GIVEN: readonly (readonly [plans: readonly ListPlan[], first: number, arrivals: number])[] = [
    [
      [
        { times: [null], paging: 'OFFSET', size: 4, salt: 1 },
        { times: [23, 23], paging: 'VALUE', size: 4, salt: 1 },
      ],
      2,
      3,
    ],
    [
      [
        { times: [], paging: 'OFFSET', size: 4, salt: 1 },
        { times: [28, 28], paging: 'OFFSET', size: 5, salt: 1 },
      ],
      1,
      2,
    ],
  ];

  it.each(HALF_GIVEN)(
    'gives each call once where arrivals end the order within a half-given run of equal times: %j, pages of %d, %d arrivals',
    async (plans, size, arrivals) => expectExactWhileCallsArrive(plans, size, arrivals),
  );
});

describe('a walk over lists that change meanwhile', () => {
  interface Change {
    readonly list: number;
    readonly kind: 'ARRIVE' | 'REMOVE';
    readonly place: number;
  }
  const changes = fc.array(
    fc.array(
      fc.record<Change>({
        list: fc.nat({ max: 7 }),
        kind: fc.constantFrom<Change['kind']>('ARRIVE', 'REMOVE'),
        place: fc.nat({ max: 30 }),
      }),
      { maxLength: 6 },
    ),
    { maxLength: 12 },
  );

  const walkChanging = async (
    plans: readonly ListPlan[],
    turns: readonly (readonly Change[])[],
    options: Parameters<typeof takeWalk>[1],
    distinct: boolean,
  ) => {
    const lists = buildLists(plans);
    const stayed = new Set(idsOf(lists.flatMap(({ calls }) => calls)));
    let turn = 0;
    let serial = 0;
    const change = () => {
      for (const { list, kind, place } of turns[turn] ?? []) {
        const target = lists[list % Math.max(1, lists.length)];
        if (target === undefined) continue;
        if (kind === 'ARRIVE') {
          serial += 1;
          target.arrive({ id: `${target.name}:new-${serial}`, at: 1_000 + (distinct ? serial : 0) });
        } else {
          const gone = target.calls[place % Math.max(1, target.calls.length)];
          if (gone === undefined) continue;
          target.remove(gone.id);
          stayed.delete(gone.id);
        }
      }
      turn += 1;
    };
    const { edges, pages } = await takeWalk(lists, options, change);
    const ids = idsOf(edges);
    expect(new Set(ids).size).toBe(ids.length);
    expect(pages.at(-1)?.complete).toBe(true);
    const given = new Set(ids);
    expect([...stayed].filter((id) => !given.has(id))).toEqual([]);
    expectFalling(edges.map(({ at }) => at));
  };

  it('gives each call that stays once', async () => {
    await fc.assert(
      fc.asyncProperty(orderedLists(8, 25), changes, first, async (plans, turns, size) => {
        await walkChanging(inOrder(plans), turns, { first: size }, true);
      }),
      { numRuns: 300 },
    );
  });

  it('gives each call that stays once with old pages in the cache', async () => {
    await fc.assert(
      fc.asyncProperty(orderedLists(8, 25), changes, first, async (plans, turns, size) => {
        await walkChanging(inOrder(plans), turns, { first: size, cache: keepEverything() }, false);
      }),
      { numRuns: 300 },
    );
  });

  it('gives each call that stays once with few requests a page', async () => {
    await fc.assert(
      fc.asyncProperty(orderedLists(8, 12), changes, first, async (plans, turns, size) => {
        await walkChanging(inOrder(plans), turns, { first: size, maxRequests: 12 }, false);
      }),
      { numRuns: 150 },
    );
  });
});
