import { expect } from 'vitest';
import type { Json, JsonObject } from '../../src/domain/json.ts';

/** An object whose keys are the names of what every object inherits. As `JSON.parse` makes it, `__proto__` is its own. */
export const oddKeys = (): JsonObject =>
  JSON.parse(
    '{"__proto__":{"polluted":"p"},"constructor":"c","toString":"t","hasOwnProperty":"h","valueOf":"v"}',
  ) as JsonObject;

/** Expects `value` to hold every odd key as sent, and nothing else in the process to have noticed. */
export function expectOddKeys(value: Json | undefined): void {
  expect(JSON.stringify(value)).toBe(JSON.stringify(oddKeys()));
  expectNoPollution();
}

export function expectNoPollution(): void {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}
