const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** Reads a finite number, also from decimal text (`"25"`); `null` for anything else. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (!DECIMAL.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** Reads a length of time or another amount that cannot be negative; `null` for a negative number. */
export function readAmount(value: unknown): number | null {
  const number = readNumber(value);
  return number === null || number < 0 ? null : number;
}

const MAX_INT = 2_147_483_647;

/** Reads a whole number that GraphQL's `Int` can carry; `null` for anything else. */
export function readInteger(value: unknown): number | null {
  const number = readNumber(value);
  return number === null || !Number.isInteger(number) || Math.abs(number) > MAX_INT ? null : number;
}
