import type { Json, JsonObject } from './json.ts';

const THEN = 'then';

/**
 * The object without its member `then`, which it has again once it is serialised. The libraries that execute operations
 * take whatever has such a member for a promise, and would call it.
 */
export function hideThen(object: JsonObject): JsonObject {
  if (!Object.hasOwn(object, THEN)) return object;
  const { [THEN]: _hidden, ...others } = object;
  return Object.defineProperty(others, 'toJSON', { value: () => object, configurable: true });
}

/** All members of an object, also one that `hideThen` has hidden. */
export function membersOf(object: JsonObject): JsonObject {
  const toJson: unknown = Object.hasOwn(object, 'toJSON') ? object['toJSON'] : undefined;
  return typeof toJson === 'function' ? (toJson as () => JsonObject)() : object;
}

/** Parses JSON text. Objects with a member `then`, at any depth, hide it. Throws as `JSON.parse` does. */
export const parseJson = (text: string): Json =>
  JSON.parse(text, mayHoldThen(text) ? hideThenIn : undefined) as Json;

/** A cheap first check: the name may be written with escapes. */
const mayHoldThen = (text: string): boolean => text.includes('then"') || text.includes('\\u00');

const hideThenIn = (_name: string, value: Json): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? hideThen(value as JsonObject)
    : value;
