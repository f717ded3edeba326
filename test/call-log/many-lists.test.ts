import { expect, it } from 'vitest';
import { type FakeCall, FakeList } from './fake-list.ts';
import { takeWalk } from './take-walk.ts';

const calls = (name: string, count: number, stepMs: number, newest: number): FakeCall[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${name}-${index}`, at: newest - index * stepMs }));

it.each([150, 300, 340])(
  'a list by value among %i lists by offset is given once, however little a cursor keeps of each',
  async (count) => {
    const newest = Date.parse('2026-11-25T00:00:00Z');
    const lists = [
      new FakeList('by value', calls('value', 180, 1_000, newest), 'VALUE', 50),
      ...Array.from({ length: count }, (_, index) => {
        const name = `agent ${index}`;
        return new FakeList(name, calls(name, 12, 14_000, newest - index * 3), 'OFFSET', 8);
      }),
    ];
    const { edges } = await takeWalk(lists, { first: 100, maxRequests: 500 });
    expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
    expect(edges).toHaveLength(180 + count * 12);
  },
);
