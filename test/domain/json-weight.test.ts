import { describe, expect, it } from 'vitest';
import { isTooHeavy, structureBytesOf } from '../../src/domain/json-weight.ts';

const bytesOf = (text: string): number => structureBytesOf(Buffer.from(text));

describe('the weight of JSON', () => {
  it.each([
    ['{}', 100],
    ['[]', 48],
    ['{"a":1}', 200],
    ['[1,2]', 72],
    ['"12:30: words alone"', 0],
    ['{"a" \n : "b"}', 200],
  ])('%s is %i bytes', (text, bytes) => expect(bytesOf(text)).toBe(bytes));

  it.each([
    ['JSON within text', JSON.stringify('{"a":[1,2]}')],
    ['JSON within text within text', JSON.stringify(JSON.stringify('{"a":[1,2]}'))],
    ['escaped quotes', '"{\\u0022a\\u0022 : [1,2]}"'],
    ['escapes', '"\\u007b\\"a\\"\\u003A\\u005b1\\u002C2]}"'],
    ['escapes within text', JSON.stringify('"\\u007B\\"a\\"\\u003a\\u005B1\\u002c2]}"')],
  ])('counts %s as what it decodes to', (_what, text) => expect(bytesOf(text)).toBe(bytesOf('{"a":[1,2]}')));

  it('counts no other escape, and reads no further than the end', () => {
    expect(bytesOf('"\\u00e9\\u0438\\u0041\\u00"')).toBe(0);
    expect(bytesOf('"u00')).toBe(0);
  });
});

const MB = 1_048_576;
const words = (count: number): Buffer =>
  Buffer.from(
    JSON.stringify(Array.from({ length: count }, (_, at) => ({ word: 'w', start: at, end: at + 0.5 }))),
  );

describe('a body', () => {
  it.each([
    ['8 MB of dialogue', Buffer.from(JSON.stringify({ text: 'Yes, of course: go on. '.repeat(360_000) }))],
    ['8 MB of Cyrillic escapes', Buffer.from(`{"text":"${'\\u0434\\u0430'.repeat(690_000)}"}`)],
    ['four hours of words with their times', words(30_000)],
  ])('may hold %s', (_what, body) => expect(isTooHeavy(body)).toBe(false));

  it.each([
    ['a million empty objects', Buffer.from(`[${'{},'.repeat(MB)}{}]`)],
    ['a million empty lists', Buffer.from(`[${'[],'.repeat(MB)}[]]`)],
    ['a million numbers', Buffer.from(`[${'0,'.repeat(MB)}0]`)],
    ['a million objects in text', Buffer.from(JSON.stringify(`[${'{},'.repeat(MB)}{}]`))],
  ])('may not hold %s', (_what, body) => expect(isTooHeavy(body)).toBe(true));
});
