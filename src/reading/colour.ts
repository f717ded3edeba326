import { readText } from './text.ts';

const HEX_COLOUR = /^#?([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/**
 * Reads a hexadecimal CSS colour such as `#22c55e` and returns it with its `#`; `null` for anything else. The graph's
 * scalar does not accept the short form with transparency, so `#abcd` becomes its long form, `#aabbccdd`.
 */
export function readColour(value: unknown): string | null {
  const digits = HEX_COLOUR.exec(readText(value)?.trim() ?? '')?.[1];
  if (digits === undefined) return null;
  return `#${digits.length === 4 ? [...digits].map((digit) => digit + digit).join('') : digits}`;
}
