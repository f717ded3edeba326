import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeList, type Paging } from './fake-list.ts';
import { takeWalk } from './take-walk.ts';

const KEPT = 'kept';
const keep = ({ status }: FakeCall): boolean => status === KEPT;

/** A call for each time from `newest` down; those at `kept` match the filter. */
const falling = (name: string, newest: number, count: number, kept: (index: number) => boolean): FakeCall[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${name}${index}`,
    at: newest - index * 10,
    status: kept(index) ? KEPT : 'left out',
  }));

const matchesOf = (lists: readonly (readonly FakeCall[])[]): string[] =>
  lists
    .flat()
    .filter(keep)
    .sort((one, other) => Number(other.at) - Number(one.at) || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id);

describe('a walk whose filter is applied to the rows', () => {
  it('gives a call once though many older rows after it, on the same page of a list by value, do not match', async () => {
    const few = falling('v', 10_000, 150, (index) => [51, 99, 149].includes(index));
    const many = falling('o', 9_985, 120, () => true);
    const lists = () => [new FakeList('v', few, 'VALUE', 50), new FakeList('o', many, 'OFFSET', 50)];
    for (const first of [1, 2, 7, 25]) {
      const { edges } = await takeWalk(lists(), { first, keep });
      expect(edges.map(({ id }) => id)).toEqual(matchesOf([few, many]));
    }
  });

  it('gives each matching call once, in order, for any share of rows that match', async () => {
    const anyList = fc.record({
      paging: fc.constantFrom<Paging>('VALUE', 'OFFSET', 'PAGE'),
      size: fc.oneof(fc.integer({ min: 2, max: 60 }), fc.constant(50)),
      newest: fc.integer({ min: 5_000, max: 5_200 }),
      count: fc.integer({ min: 0, max: 300 }),
      every: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 18, max: 48 })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyList, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 30 }),
        async (shapes, first) => {
          const calls = shapes.map(({ newest, count, every }, index) =>
            falling(`${index}-`, newest, count, (place) => place % every === 0),
          );
          const lists = shapes.map(
            ({ paging, size }, index) => new FakeList(`list ${index}`, calls[index] ?? [], paging, size),
          );
          const { edges } = await takeWalk(lists, { first, keep });
          const ids = edges.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(edges.map(({ at }) => at)).toEqual(
            edges.map(({ at }) => at).toSorted((a, b) => Number(b) - Number(a)),
          );
          expect(ids.toSorted()).toEqual(matchesOf(calls).toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });
});
