import { GraphQLHexColorCode, GraphQLURL } from 'graphql-scalars';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { readBoolean } from '../../src/reading/boolean.ts';
import { readColour } from '../../src/reading/colour.ts';
import { readHttpUrl } from '../../src/reading/http-url.ts';
import { readJson } from '../../src/reading/json-text.ts';
import { readAmount, readInteger, readNumber } from '../../src/reading/number.ts';
import { mergeObjects, readList, readObject, readObjects, unlessEmpty } from '../../src/reading/structure.ts';
import { isSameId, readId, readText } from '../../src/reading/text.ts';

const NEITHER: readonly unknown[] = [null, undefined, {}, [], [1], ['x'], { valueOf: 1 }];

describe('a number', () => {
  it.each([
    [0, 0],
    [-1.5, -1.5],
    ['25', 25],
    [' 25.50 ', 25.5],
    ['-3', -3],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['007', 7],
    ['9'.repeat(30), 1e30],
  ])('written %j is %d', (value, number) => {
    expect(readNumber(value)).toBe(number);
  });

  it.each([
    ...NEITHER,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    ' ',
    '.',
    '-',
    'e5',
    '1e999',
    '9'.repeat(400),
    '0x10',
    '0b1',
    '1,000',
    '1 000',
    '12px',
    'NaN',
    'Infinity',
    '٣',
    true,
  ])('is not read from %j', (value) => {
    expect(readNumber(value)).toBeNull();
    expect(readAmount(value)).toBeNull();
    expect(readInteger(value)).toBeNull();
  });

  it.each([
    [-1, null],
    ['-0.1', null],
    [0, 0],
    ['12.5', 12.5],
  ])('of a thing that cannot be below zero, %j, is %j', (value, amount) => {
    expect(readAmount(value)).toBe(amount);
  });

  it.each([
    ['7', 7],
    ['7.0', 7],
    [7.5, null],
    [2_147_483_647, 2_147_483_647],
    [2_147_483_648, null],
    [-2_147_483_649, null],
  ])("that GraphQL's Int can carry, %j, is %j", (value, integer) => {
    expect(readInteger(value)).toBe(integer);
  });
});

it.each([
  [true, true],
  [false, false],
  ['true', true],
  [' False ', false],
  ['TRUE', true],
  ['yes', null],
  ['1', null],
  [1, null],
  [0, null],
  ['', null],
  [null, null],
  [[true], null],
])('a boolean written %j is %j', (value, boolean) => {
  expect(readBoolean(value)).toBe(boolean);
});

describe('a colour', () => {
  it.each([
    ['#22c55e', '#22c55e'],
    ['22C55E', '#22C55E'],
    [' #fff ', '#fff'],
    ['#abcd', '#aabbccdd'],
    ['#22c55e80', '#22c55e80'],
  ])('written %j is %s, which the graph can carry', (value, colour) => {
    expect(readColour(value)).toBe(colour);
    expect(GraphQLHexColorCode.serialize(colour)).toBe(colour);
  });

  it.each([...NEITHER, '', 'red', '#ff', '#fffff', '#fffffff', '#ggg', 'rgb(0,0,0)', '##fff', 0xffffff])(
    'is not read from %j',
    (value) => {
      expect(readColour(value)).toBeNull();
    },
  );
});

describe('a URL', () => {
  it.each([
    'https://example.com/a.mp3?x=1#t=2',
    'http://127.0.0.1:4000/a',
    'HTTPS://EXAMPLE.COM/',
    'https://例え.jp/é',
    'https://[::1]/a',
  ])('%j is passed on, and the graph can carry it', (value) => {
    expect(readHttpUrl(value)).toBe(value);
    expect(readHttpUrl(`  ${value}\n`)).toBe(value);
    expect(() => GraphQLURL.serialize(value)).not.toThrow();
  });

  it.each([
    ...NEITHER,
    '',
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.com/a',
    'blob:https://example.com/a',
    '//example.com/a',
    '/a.mp3',
    'example.com/a.mp3',
    'https:/example.com',
    'https://',
    'https://[',
    'https://exa mple.com',
    'https://example.com:99999/',
  ])('%j is not', (value) => {
    expect(readHttpUrl(value)).toBeNull();
  });
});

describe('text', () => {
  it.each(['a', ' a ', '0', '👩🏽‍🔧', '\u202Eabc', '\uD83D'])('%j is kept as it is', (value) => {
    expect(readText(value)).toBe(value);
  });

  it.each([...NEITHER, '', ' ', '\n\t', '\u00A0', 0, 1, true])('%j is null', (value) => {
    expect(readText(value)).toBeNull();
  });
});

describe('an identifier', () => {
  it.each([
    ['x', 'x'],
    [7, '7'],
    [0, '0'],
    [1.5, '1.5'],
    [9_007_199_254_740_991, '9007199254740991'],
    [Number('9007199254740993'), null],
    [1e300, null],
    [Number.NaN, null],
    ['', null],
    [true, null],
    [{}, null],
  ])('sent as %j is %j', (value, id) => {
    expect(readId(value)).toBe(id);
  });

  it.each([
    ['a', 'a', true],
    ['a', 'A', false],
    ['be8b84ed-16d8-459e-b71c-b0f54fce5ec1', 'BE8B84ED-16D8-459E-B71C-B0F54FCE5EC1', true],
    ['be8b84ed-16d8-459e-b71c-b0f54fce5ec1', 'be8b84ed-16d8-459e-b71c-b0f54fce5ec2', false],
    ['agent_be8b', 'AGENT_BE8B', false],
  ])('%j and %j are the same: %j', (one, other, same) => {
    expect(isSameId(one, other)).toBe(same);
    expect(isSameId(other, one)).toBe(same);
  });
});

describe('JSON that may have come as text', () => {
  it.each<readonly [unknown, Json]>([
    ['{"a":1}', { a: 1 }],
    [' [1] ', [1]],
    ['"quoted"', 'quoted'],
    [{ a: 1 }, { a: 1 }],
    [[1], [1]],
    [5, 5],
    [false, false],
    ['plain', 'plain'],
    ['{broken', '{broken'],
    ['15551234567', '15551234567'],
    ['00', '00'],
    ['true', 'true'],
    ['null', null],
    ['', null],
    ['  ', null],
    [null, null],
    [undefined, null],
  ])('%j is %j', (value, json) => {
    expect(readJson(value)).toEqual(json);
  });

  it('stays text when it is nested too deeply to be serialised again', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(readJson(deep)).toBe(deep);
  });

  it('keeps __proto__ as a key', () => {
    expect(Object.keys(readJson('{"__proto__":1}') as object)).toEqual(['__proto__']);
  });
});

describe('structure', () => {
  it('is an object, a list, or the objects of a list', () => {
    expect([{}, [], 'x', 1, null, undefined].map(readObject)).toEqual([{}, null, null, null, null, null]);
    expect([[1], {}, 'x', null, undefined].map(readList)).toEqual([[1], [], [], [], []]);
    expect(readObjects([{ a: 1 }, null, [], 'x', { b: 2 }])).toEqual([{ a: 1 }, { b: 2 }]);
    expect(readObjects('x')).toEqual([]);
  });

  it('without a value is null', () => {
    expect(unlessEmpty({ a: null, b: null })).toBeNull();
    expect(unlessEmpty({ a: null, b: false })).toEqual({ a: null, b: false });
  });

  it('of two objects is merged, and the later one takes precedence', () => {
    expect(mergeObjects({ a: 1, b: 2 }, { b: 3, c: 4 })).toEqual({ a: 1, b: 3, c: 4 });
    expect(mergeObjects(null, { a: 1 })).toEqual({ a: 1 });
    expect(mergeObjects({ a: 1 }, null)).toEqual({ a: 1 });
    expect(mergeObjects(null, null)).toBeNull();
  });

  it('of two objects keeps __proto__ as a key, whichever it is in', () => {
    const odd = JSON.parse('{"__proto__":{"a":1}}') as JsonObject;
    for (const merged of [mergeObjects(odd, { b: 2 }), mergeObjects({ b: 2 }, odd)]) {
      expect(Object.keys(merged ?? {}).sort()).toEqual(['__proto__', 'b']);
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    }
  });
});
