/** Reads text; `null` for anything else and for blank text, because providers write `""` for "none". */
export const readText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

/**
 * Reads an identifier as text: some providers send numbers where they document strings, and the reverse. A number too
 * large to be held exactly is `null`, because it is no longer the number that was sent.
 */
export const readId = (value: unknown): string | null =>
  typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : readText(value);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for two spellings of one identifier: UUIDs are compared without regard to case, all others exactly. */
export const isSameId = (one: string, other: string): boolean =>
  one === other || (UUID.test(one) && one.toLowerCase() === other.toLowerCase());
