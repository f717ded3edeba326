import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { countValues, variableErrors } from '../../../src/server/request/variable-values.ts';

const document = parse('query Q($ids: [ID!]!) { calls(ids: $ids) { id } }');

describe('the errors of variables', () => {
  it('are found by reading no further than the fifth place that does not fit', () => {
    let read = 0;
    const ids = Array.from({ length: 10_000 });
    const counted = new Proxy(ids, {
      get(target, name, receiver) {
        if (typeof name === 'string' && /^\d+$/.test(name)) read += 1;
        return Reflect.get(target, name, receiver) ?? null;
      },
    });
    const [error, ...others] = variableErrors({ schema, document, variableValues: { ids: counted } });
    expect(others).toEqual([]);
    expect(error?.message).toBe(
      'The variable "$ids" is of type "[ID!]!"; what was sent does not fit at $ids[0], $ids[1], $ids[2], $ids[3], $ids[4].',
    );
    expect(read).toBeLessThanOrEqual(10);
  });

  it('cover each variable once, with or without a value', () => {
    const several = parse('query Q($a: ID!, $b: Int, $c: [ID!]!, $d: ID! = "x") { __typename }');
    const messages = (variableValues: Record<string, unknown>): string[] =>
      variableErrors({ schema, document: several, variableValues }).map(({ message }) => message);
    expect(messages({ b: 'two', c: null })).toEqual([
      'The variable "$a" is of type "ID!" and has to be sent.',
      'The variable "$b" is of type "Int"; what was sent does not fit.',
      'The variable "$c" is of type "[ID!]!" and cannot be null.',
    ]);
    expect(messages({ a: 1, c: [], d: 'y' })).toEqual([]);
  });
});

it('counting values stops once the maximum is exceeded', () => {
  let read = 0;
  const item = Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      read += 1;
      return 1;
    },
  });
  expect(countValues({ list: Array(1_000).fill(item) }, 50)).toBeGreaterThan(50);
  expect(read).toBeLessThan(50);
  expect(countValues({ a: [1, { b: null }] }, 50)).toBe(5);
});
