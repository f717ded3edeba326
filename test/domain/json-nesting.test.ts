import { describe, expect, it } from 'vitest';
import { nestsTooDeep } from '../../src/domain/json-nesting.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('nesting', () => {
  it.each([
    ['nothing', ''],
    ['a flat object', '{"a":1}'],
    ['200 levels', nested(200)],
    ['many shallow lists, one after the other', `[${Array.from({ length: 1_000 }, () => '[]').join(',')}]`],
    ['brackets within text', JSON.stringify({ text: nested(5_000) })],
    ['brackets behind an escaped quote', JSON.stringify({ text: `"${nested(5_000)}\\` })],
    ['brackets within text beside shallow lists', JSON.stringify([nested(5_000), [[[]]]])],
    ['text without an end', `"${'['.repeat(5_000)}`],
  ])('is not too deep: %s', (_what, text) => expect(nestsTooDeep(text)).toBe(false));

  it.each([
    ['201 levels', nested(201)],
    ['a hundred thousand levels without an end', '['.repeat(100_000)],
    ['lists and objects in turn', '[{"a":'.repeat(150)],
    ['levels behind text that ends in a backslash', `["\\\\",${nested(300)}]`],
  ])('is too deep: %s', (_what, text) => expect(nestsTooDeep(text)).toBe(true));
});
