import { readText } from './text.ts';

/** An absolute `http:` or `https:` address; `null` for anything else, for clients put these into links. */
export function readHttpUrl(value: unknown): string | null {
  const text = readText(value)?.trim();
  if (text === undefined || !/^https?:\/\//i.test(text)) return null;
  return URL.canParse(text) ? text : null;
}
