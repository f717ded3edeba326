import type { Json } from '../domain/json.ts';
import { nestsTooDeep } from '../domain/json-nesting.ts';
import { parseJson } from '../domain/thenable.ts';

const STRUCTURED = /^\s*[[{"]/;

/**
 * Reads JSON that a provider sends as text inside a string, or as it is, and returns the decoded value either way. Text
 * that is not JSON stays text, and so does a bare `true` or `15551234567`, which may be a word or a telephone number from
 * the conversation. A missing value, empty text and the text `null` are `null`.
 */
export function readJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') return value as Json; // came out of JSON.parse, so it is JSON
  const text = value.trim();
  if (text === '' || text === 'null') return null;
  if (!STRUCTURED.test(text) || nestsTooDeep(text)) return value;
  try {
    return parseJson(text);
  } catch {
    return value;
  }
}
