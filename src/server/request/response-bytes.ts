import type { GraphQLError } from 'graphql';
import { requestError } from './request-error.ts';

/** The most bytes of JSON for one UTF-16 code unit: an escape such as `\u0007`. */
const MAX_BYTES_PER_UNIT = 6;

/**
 * The bytes that the JSON of `value` would have at least, found without making it. More than `most` when the JSON would
 * have more. A quick count of lengths decides for all but values near the limit, whose strings are then counted with
 * their escapes.
 */
export function countBytes(value: unknown, most: number): number {
  const units = new JsonLength(most, (text) => text.length).of(value);
  if (units > most || units * MAX_BYTES_PER_UNIT <= most) return units;
  return new JsonLength(most, (text) => Buffer.byteLength(JSON.stringify(text)) - 2).of(value);
}

/** Adds up the length of JSON, and stops above a limit. */
class JsonLength {
  readonly #most: number;
  readonly #lengthOf: (text: string) => number;
  #length = 0;

  constructor(most: number, lengthOf: (text: string) => number) {
    this.#most = most;
    this.#lengthOf = lengthOf;
  }

  of(value: unknown): number {
    this.#add(value);
    return this.#length;
  }

  #add(value: unknown): void {
    if (typeof value === 'string') this.#length += this.#lengthOf(value) + 2;
    else if (typeof value !== 'object' || value === null) this.#length += 1;
    else if (Array.isArray(value)) this.#addItems(value);
    else if (value instanceof Date) this.#length += 26;
    else this.#addMembers(value);
  }

  #addItems(items: readonly unknown[]): void {
    this.#length += 2;
    for (const item of items) {
      this.#length += 1;
      this.#add(item);
      if (this.#length > this.#most) return;
    }
  }

  #addMembers(members: object): void {
    this.#length += 2;
    for (const name in members) {
      this.#length += name.length + 4;
      this.#add((members as Readonly<Record<string, unknown>>)[name]);
      if (this.#length > this.#most) return;
    }
  }
}

export const responseTooLong = (allowed: number): GraphQLError =>
  requestError(
    'LIMIT_EXCEEDED',
    `A response may have ${allowed} bytes at most. Ask for fewer calls or fields at once.`,
    { details: { limit: 'responseBytes', allowed } },
  );
