import { expect } from 'vitest';
import type { Json, JsonObject } from '../../src/domain/json.ts';

/** An object with keys named like the members that every object inherits. `JSON.parse` makes `__proto__` an own key. */
export const oddKeys = (): JsonObject =>
  JSON.parse(
    '{"__proto__":{"polluted":"p"},"constructor":"c","toString":"t","hasOwnProperty":"h","valueOf":"v"}',
  ) as JsonObject;

/** Expects `value` to hold every odd key as sent, and the prototypes of this process to be unchanged. */
export function expectOddKeys(value: Json | undefined): void {
  expect(JSON.stringify(value)).toBe(JSON.stringify(oddKeys()));
  expectNoPollution();
}

export function expectNoPollution(): void {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}
