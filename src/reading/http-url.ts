import { readText } from './text.ts';

/** Reads an absolute `http:` or `https:` URL; `null` for anything else, because clients put these URLs into links. */
export function readHttpUrl(value: unknown): string | null {
  const text = readText(value)?.trim();
  if (text === undefined || !/^https?:\/\//i.test(text)) return null;
  return URL.canParse(text) ? text : null;
}
