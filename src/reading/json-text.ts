import type { Json } from '../domain/json.ts';

const MAY_BE_JSON = /^\s*[[{"\-\dtfn]/;

/**
 * Some providers send JSON as text inside a string, others as it is. Returns the decoded value either way;
 * text that is no JSON stays the text it is, and nothing said is `null`.
 */
export function readJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') return value as Json; // came out of JSON.parse, so it is JSON
  if (value.trim() === '') return null;
  if (!MAY_BE_JSON.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
