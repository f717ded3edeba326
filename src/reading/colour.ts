import { readText } from './text.ts';

const HEX_COLOUR = /^#?(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** A hexadecimal CSS colour such as `#22c55e`, always with its `#`; `null` for anything else. */
export function readColour(value: unknown): string | null {
  const text = readText(value)?.trim();
  if (text === undefined || !HEX_COLOUR.test(text)) return null;
  return text.startsWith('#') ? text : `#${text}`;
}
