import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { type FakeCall, FakeList, type Paging } from './fake-list.ts';
import { keepEverything, takePage } from './take-walk.ts';

interface Plan {
  readonly seed: number;
  readonly lists: number;
  readonly longest: number;
  readonly first: number;
  readonly maxRequests: number;
  readonly cached: boolean;
  /** Whether lists may rise and have rows without a time. */
  readonly unordered: boolean;
  readonly arrivals: number;
  readonly removals: number;
  /** Whether lists change between the reads of one page, too. */
  readonly restless: boolean;
  readonly filtered: boolean;
}

const plans = (fixed: Partial<Plan>) =>
  fc
    .record<Plan>({
      seed: fc.integer(),
      lists: fc.integer({ min: 0, max: 12 }),
      longest: fc.integer({ min: 0, max: 30 }),
      first: fc.integer({ min: 1, max: 20 }),
      maxRequests: fc.integer({ min: 30, max: 60 }),
      cached: fc.boolean(),
      unordered: fc.boolean(),
      arrivals: fc.integer({ min: 0, max: 3 }),
      removals: fc.integer({ min: 0, max: 3 }),
      restless: fc.boolean(),
      filtered: fc.boolean(),
    })
    .map((plan) => ({ ...plan, ...fixed }));

/** Walks as a client would that goes on from any edge of a page, while the lists change; checks the whole walk. */
async function walkHostile(plan: Plan): Promise<void> {
  const random = seededRandom(plan.seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  // Pages that do not overlap prove nothing about what changed between two reads.
  const ways: readonly Paging[] =
    plan.unordered || plan.restless ? ['OFFSET', 'VALUE'] : ['OFFSET', 'PAGE', 'VALUE'];
  const lists = Array.from({ length: plan.lists }, (_, index) => {
    const calls = Array.from({ length: upTo(plan.longest) }, (_call, place): FakeCall => {
      // A list that shows its disorder at once: one that seems to be in order is taken to be so.
      const untimed = plan.unordered && (place === 0 || upTo(6) === 0);
      const at = untimed ? null : upTo(40);
      return { id: `list${index}:${upTo(999)}-${place}`, at };
    });
    if (!plan.unordered) calls.sort((one, other) => Number(other.at) - Number(one.at));
    return new FakeList(`list${index}`, calls, ways[upTo(ways.length - 1)] ?? 'OFFSET', 5 + upTo(5));
  });
  const keep = ({ id }: FakeCall) => !plan.filtered || Number(id.split('-')[1]) % 3 !== 0;
  const stayed = new Map(lists.flatMap(({ name, calls }) => calls.filter(keep).map(({ id }) => [id, name])));
  let serial = 0;
  const change = (list: FakeList) => {
    for (let count = upTo(plan.arrivals); count > 0 && serial < 150; count -= 1) {
      serial += 1;
      list.arrive({ id: `${list.name}:new-${serial}`, at: 100 + serial });
    }
    for (let count = upTo(plan.removals); count > 0 && upTo(2) === 0; count -= 1) {
      const gone = list.calls[upTo(list.calls.length)];
      if (gone === undefined) continue;
      list.remove(gone.id);
      stayed.delete(gone.id);
    }
  };
  const cache = plan.cached ? keepEverything() : undefined;
  const given: { id: string; at: number | null }[] = [];
  const failed = new Set<string>();
  let cursor: string | null = null;
  for (let turn = 0; ; turn += 1) {
    expect(turn).toBeLessThan(1_500);
    if (turn > 0) {
      for (const list of lists) {
        change(list);
        if (plan.restless) list.onRead = () => (upTo(3) === 0 ? change(list) : undefined);
      }
    }
    const { first, maxRequests } = plan;
    const page = await takePage(lists, { first, maxRequests, keep, cursor, ...(cache && { cache }) });
    expect(page.requests).toBeLessThanOrEqual(maxRequests);
    for (const [name, { state }] of page.sources) if (state === 'FAILED') failed.add(name);
    expect(page.complete).toBe(failed.size === 0);
    const last = upTo(page.edges.length - 1);
    const stopsHere = page.edges.length > 0 && upTo(3) > 0 && turn < 300;
    given.push(...(stopsHere ? page.edges.slice(0, last + 1) : page.edges));
    if (!stopsHere && !page.hasNextPage) break;
    cursor = stopsHere ? (page.edges[last]?.cursor ?? null) : page.endCursor;
    expect(cursor?.length).toBeLessThan(4_096);
  }
  const ids = new Set(given.map(({ id }) => id));
  expect(
    given.map(({ id }) => id).filter((id, index) => given.findIndex((call) => call.id === id) !== index),
  ).toEqual([]);
  const missing = [...stayed].filter(([id, name]) => !ids.has(id) && !failed.has(name));
  expect(missing).toEqual([]);
  if (plan.unordered) return;
  expect([...failed]).toEqual([]);
  for (const [index, { at }] of given.entries()) {
    if (index > 0) expect(Number(at)).toBeLessThanOrEqual(Number(given[index - 1]?.at));
  }
}

const numRuns = 100;

describe('a walk that goes on from any edge', () => {
  it('is exact over ordered lists that change between pages', async () => {
    await fc.assert(fc.asyncProperty(plans({ unordered: false, restless: false }), walkHostile), { numRuns });
  });

  it('is exact over ordered lists that change between the reads of a page', async () => {
    await fc.assert(fc.asyncProperty(plans({ unordered: false, restless: true }), walkHostile), {
      numRuns,
    });
  });

  it('is exact where rows arrive between a page and the page before it', async () => {
    await walkHostile({
      seed: 1788246464,
      lists: 7,
      longest: 19,
      first: 13,
      maxRequests: 30,
      cached: false,
      unordered: false,
      arrivals: 3,
      removals: 2,
      restless: true,
      filtered: false,
    });
  });

  it('is exact where a page ends within a half-given run of equal times', async () => {
    await walkHostile({
      seed: 1945657853,
      lists: 1,
      longest: 21,
      first: 1,
      maxRequests: 30,
      cached: false,
      unordered: false,
      arrivals: 0,
      removals: 0,
      restless: false,
      filtered: false,
    });
  });

  it('is exact where a row leaves before a half-given run of equal times, and a cached page still has it', async () => {
    await walkHostile({
      seed: 11,
      lists: 3,
      longest: 30,
      first: 6,
      maxRequests: 30,
      cached: true,
      unordered: false,
      arrivals: 0,
      removals: 1,
      restless: false,
      filtered: false,
    });
  });

  it('is exact over lists out of order that grow', async () => {
    await fc.assert(fc.asyncProperty(plans({ unordered: true, removals: 0 }), walkHostile), { numRuns });
  });

  it('loses and repeats no call of a list seen to be out of order, unless it reports the list as failed', async () => {
    await fc.assert(fc.asyncProperty(plans({ unordered: true }), walkHostile), { numRuns });
  });
});
