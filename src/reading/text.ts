/** The text, or `null` for anything else and for text with nothing in it: providers write `""` for "none". */
export const readText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

/** An identifier as text: some providers send numbers where they document strings, and the reverse. */
export const readId = (value: unknown): string | null =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : readText(value);
