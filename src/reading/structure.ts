import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';
import { hideThen, membersOf } from '../domain/thenable.ts';

/** Reads an object; `null` for anything else. */
export const readObject = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null);

/** Reads a list; an empty one for anything else, because an absent list and an empty list mean the same here. */
export const readList = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

/** Reads the objects of a list, in order; items that are not objects are left out. */
export const readObjects = (value: unknown): readonly JsonObject[] => readList(value).filter(isJsonObject);

/** Returns `null` in place of an object whose members are all `null`, so that absence has one form for clients. */
export const unlessEmpty = <T extends object>(object: T): T | null =>
  Object.values(object).some((member) => member !== null) ? object : null;

/** Merges two objects; where they share a name, `later` takes precedence. `null` when both are `null`. */
export function mergeObjects(earlier: JsonObject | null, later: JsonObject | null): JsonObject | null {
  if (earlier === null || later === null) return earlier ?? later;
  return hideThen(mergeMembers(membersOf(earlier), membersOf(later)));
}

function mergeMembers(earlier: JsonObject, later: JsonObject): JsonObject {
  // spreading two objects takes Node 20 many times as long, but assignment would treat `__proto__` as more than a name
  const isSafe = !Object.hasOwn(earlier, PROTOTYPE) && !Object.hasOwn(later, PROTOTYPE);
  return isSafe ? Object.assign({}, earlier, later) : { ...earlier, ...later };
}

const PROTOTYPE = '__proto__';

/** The members of an object, each by name. */
export const entriesOf = (object: JsonObject): [name: string, value: Json][] =>
  Object.entries(membersOf(object));

/** Creates an object from its members. */
export const fromEntries = (entries: Iterable<readonly [name: string, value: Json]>): JsonObject =>
  hideThen(Object.fromEntries(entries));
