import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeList, type Paging } from './fake-list.ts';
import { keepEverything, takePage, takeWalk } from './take-walk.ts';

const list = (
  name: string,
  calls: readonly (readonly [string, number | null])[],
  size = 4,
  paging: Paging = 'OFFSET',
) =>
  new FakeList(
    name,
    calls.map(([id, at]) => ({ id, at })),
    paging,
    size,
  );

const ids = (edges: readonly { readonly id: string }[]): string => edges.map(({ id }) => id).join(' ');

describe('the order of the log', () => {
  it('is newest first over all sources', async () => {
    const { edges } = await takeWalk([
      list('one', [
        ['a', 9],
        ['b', 5],
        ['c', 1],
      ]),
      list('two', [
        ['d', 8],
        ['e', 6],
        ['f', 2],
      ]),
    ]);
    expect(ids(edges)).toBe('a d e b f c');
    expect(edges.map(({ source }) => source).join(' ')).toBe('one two two one two one');
  });

  it('is by id where times are equal, even if the list of a provider has another order', async () => {
    const sources = () => [
      list(
        'one',
        [
          ['x', 9],
          ['e', 5],
          ['a', 5],
          ['c', 5],
        ],
        3,
      ),
      list(
        'two',
        [
          ['d', 5],
          ['b', 5],
          ['z', 1],
        ],
        2,
      ),
    ];
    for (const first of [1, 2, 3, 10]) {
      const { edges } = await takeWalk(sources(), { first });
      expect(ids(edges)).toBe('x a b c d e z');
    }
  });

  it('keeps calls without a time where their list has them', async () => {
    const { edges } = await takeWalk(
      [
        list('one', [
          ['queued', null],
          ['a', 9],
          ['unplanned', null],
          ['b', 5],
        ]),
        list('two', [
          ['c', 8],
          ['d', 4],
        ]),
      ],
      { first: 2 },
    );
    expect(ids(edges)).toBe('queued a unplanned c b d');
  });

  it('keeps the order of a list whose times rise, and merges it by its oldest time so far', async () => {
    for (const first of [1, 2, 10]) {
      const { edges } = await takeWalk(
        [
          list('one', [
            ['a', 7],
            ['b', 3],
            ['late', 9],
            ['c', 2],
          ]),
          list('two', [
            ['d', 8],
            ['e', 5],
            ['f', 1],
          ]),
        ],
        { first },
      );
      expect(ids(edges)).toBe('d a e b late c f');
    }
  });

  it('goes on from an edge in the midst of rows without a time', async () => {
    const sources = [
      list(
        'one',
        [
          ['a', null],
          ['b', null],
          ['c', null],
          ['d', null],
          ['e', null],
        ],
        3,
      ),
    ];
    const page = await takePage(sources);
    for (const [index, edge] of page.edges.entries()) {
      const rest = await takeWalk(sources, { cursor: edge.cursor, first: 2 });
      expect(ids(rest.edges)).toBe(ids(page.edges.slice(index + 1)));
    }
  });
});

describe('a call', () => {
  it('that two lists hold is given once, at any page size', async () => {
    for (const first of [1, 2, 3]) {
      const { edges } = await takeWalk(
        [
          list('agent-1', [
            ['a', 9],
            ['both', 5],
            ['b', 1],
          ]),
          list('agent-2', [
            ['c', 6],
            ['both', 5],
            ['d', 2],
          ]),
        ],
        { first },
      );
      expect(ids(edges)).toBe('a c both d b');
    }
  });

  it('that a list repeats within a page is given once', async () => {
    const { edges } = await takeWalk([
      list('one', [
        ['a', 3],
        ['a', 3],
        ['b', 2],
        ['a', 1],
      ]),
    ]);
    expect(ids(edges)).toBe('a b');
  });

  it('that arrives does not appear after older calls were given', async () => {
    const one = list('one', [
      ['a', 9],
      ['b', 5],
      ['c', 1],
    ]);
    const two = list('two', [['d', 4]]);
    const begin = await takePage([one, two], { first: 2 });
    one.arrive({ id: 'new-1', at: 20 });
    two.arrive({ id: 'new-2', at: 21 });
    const { edges } = await takeWalk([one, two], { cursor: begin.endCursor });
    expect(ids(edges)).toBe('d c');
  });

  it('that arrives on top of a list that pages by value stays out, on every page after', async () => {
    const calls = Array.from({ length: 8 }, (_, index): [string, number] => [`own-${index}`, 39 - index]);
    const one = list('one', calls, 5, 'VALUE');
    const two = list('two', [
      ['first', 40],
      ['second', 38.5],
      ['third', 0],
    ]);
    const begin = await takePage([one, two], { first: 1 });
    for (let index = 0; index < 6; index += 1) one.arrive({ id: `new-${index}`, at: 100 + index });
    const { edges } = await takeWalk([one, two], { first: 1, cursor: begin.endCursor });
    expect(ids(edges)).toBe('own-0 second own-1 own-2 own-3 own-4 own-5 own-6 own-7 third');
  });

  it('that is the last one given may vanish', async () => {
    for (const paging of ['OFFSET', 'PAGE', 'VALUE'] as const) {
      const one = list(
        'one',
        [
          ['a', 9],
          ['b', 8],
          ['c', 7],
          ['d', 6],
          ['e', 5],
          ['f', 4],
        ],
        3,
        paging,
      );
      const begin = await takePage([one], { first: 3 });
      one.remove('c');
      one.remove('a');
      const { edges } = await takeWalk([one], { cursor: begin.endCursor });
      expect(ids(edges)).toBe('d e f');
    }
  });

  it('is not skipped when calls vanish while the page cache holds what was before', async () => {
    const calls = Array.from({ length: 12 }, (_, index): [string, number] => [
      String.fromCharCode(97 + index),
      50 - index,
    ]);
    const one = list('one', calls);
    const cache = keepEverything();
    const begin = await takePage([one], { first: 2, cache });
    one.remove('a');
    one.remove('b');
    one.remove('c');
    const { edges } = await takeWalk([one], { cursor: begin.endCursor, cache });
    expect(ids(edges)).toBe('c d e f g h i j k l');
  });

  it('may be pushed down by many pages of arrivals', async () => {
    const one = list(
      'one',
      [
        ['a', 9],
        ['b', 8],
        ['c', 7],
        ['d', 6],
        ['e', 5],
      ],
      3,
    );
    const begin = await takePage([one], { first: 2 });
    for (let index = 0; index < 60; index += 1) one.arrive({ id: `new-${index}`, at: 100 + index });
    const { edges, pages } = await takeWalk([one], { cursor: begin.endCursor });
    expect(ids(edges)).toBe('c d e');
    expect(pages.at(-1)?.complete).toBe(true);
  });
});

describe('a page', () => {
  const plain = () =>
    list(
      'one',
      Array.from({ length: 9 }, (_, index): [string, number] => [`c${index}`, 90 - index]),
    );

  it('without edges that goes on has an end cursor', async () => {
    const page = await takePage([plain()], { keep: () => false, maxRequests: 1 });
    expect(page).toMatchObject({ edges: [], hasNextPage: true });
    expect(page.endCursor).toEqual(expect.any(String));
  });

  it('ends with the cursor of its last edge', async () => {
    const page = await takePage([plain()], { first: 3 });
    expect(page.endCursor).toBe(page.edges.at(-1)?.cursor);
  });

  it('after the last one is empty, complete and costs nothing', async () => {
    const one = plain();
    const page = await takePage([one]);
    const reads = one.reads.length;
    expect(page.hasNextPage).toBe(false);
    expect(await takePage([one], { cursor: page.endCursor })).toMatchObject({
      edges: [],
      hasNextPage: false,
      complete: true,
      requests: 0,
    });
    expect(one.reads).toHaveLength(reads);
  });

  it('gives the rows that the filter keeps, and no cursor of it depends on the others', async () => {
    const one = plain();
    const keep = ({ id }: FakeCall) => id === 'c2' || id === 'c8';
    const page = await takePage([one], { keep, first: 1 });
    expect(ids(page.edges)).toBe('c2');
    const { edges } = await takeWalk([one], { keep, cursor: page.endCursor });
    expect(ids(edges)).toBe('c8');
  });

  it('may have another size than the page before', async () => {
    const one = plain();
    const begin = await takePage([one], { first: 2 });
    const next = await takePage([one], { first: 5, cursor: begin.endCursor });
    const last = await takePage([one], { first: 100, cursor: next.endCursor });
    expect(ids([...begin.edges, ...next.edges, ...last.edges])).toBe(ids(one.calls));
  });
});
