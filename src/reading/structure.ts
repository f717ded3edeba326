import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';

/** The object, or `null` for anything else. */
export const readObject = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null);

/** The list, or an empty one for anything else: an absent list and an empty one mean the same to a reader. */
export const readList = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

/** The objects of a list, in order; what is not an object is left out. */
export const readObjects = (value: unknown): readonly JsonObject[] => readList(value).filter(isJsonObject);

/** `null` in place of an object in which nothing was said, so that clients meet one kind of nothing. */
export const unlessEmpty = <T extends object>(object: T): T | null =>
  Object.values(object).some((member) => member !== null) ? object : null;

/** The members of both objects as one; where they share a name, `later` has the last word. `null` without either. */
export function mergeObjects(earlier: JsonObject | null, later: JsonObject | null): JsonObject | null {
  if (earlier === null || later === null) return earlier ?? later;
  // Node 20 takes many times as long to spread two objects; but assigning would take `__proto__` for more than a name
  const isSafe = !Object.hasOwn(earlier, PROTOTYPE) && !Object.hasOwn(later, PROTOTYPE);
  return isSafe ? Object.assign({}, earlier, later) : { ...earlier, ...later };
}

const PROTOTYPE = '__proto__';
