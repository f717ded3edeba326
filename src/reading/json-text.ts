import type { Json } from '../domain/json.ts';
import { nestsTooDeep } from '../domain/json-nesting.ts';

const STRUCTURED = /^\s*[[{"]/;

/**
 * Some providers send JSON as text inside a string, others as it is. Returns the decoded value either way.
 * Text that is no JSON stays the text it is, and so does a bare `true` or `15551234567`: that may be a word or a
 * telephone number that somebody said. Nothing said, and `null` spelt out, are `null`.
 */
export function readJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') return value as Json; // came out of JSON.parse, so it is JSON
  const text = value.trim();
  if (text === '' || text === 'null') return null;
  if (!STRUCTURED.test(text) || nestsTooDeep(text)) return value;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return value;
  }
}
