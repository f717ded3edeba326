import type { FetchedValue } from '../domain/fetched-value.ts';
import type { Lifetime } from '../domain/freshness.ts';
import { structureBytesOf } from '../domain/json-weight.ts';
import { compactBuffer } from './compact-buffer.ts';

/** Identifies an entry as it was served: no other entry of the cache has the same version. Keeps nothing alive. */
export type EntryVersion = number;

/** One value in memory, or the fact that there is none. */
export interface CacheEntry {
  /** The provider's id, for metrics. */
  readonly provider: string;
  readonly version: EntryVersion;
  /**
   * The body that the provider sent, until it is read a second time; then the value parsed from it. `null` is an
   * absence. A body takes a third of the memory, and the garbage collector does not traverse it: most values that a
   * long list or a crawler brings in are never read again.
   */
  readonly content: Buffer | object | null;
  /** When the provider responded, in milliseconds since the epoch. Parsed as of then, the body is the value that was served. */
  readonly fetchedAtMs: number;
  /** When the value came into memory, by the clock that is never set back. */
  readonly storedAtMs: number;
  /** Changes when another replica stores a newer copy. */
  lifetime: Lifetime;
}

/**
 * Longer bodies are parsed on arrival. A list query that comes again parses all its bodies in one turn: 500 of this
 * size (the most one operation may request) block the event loop for 17 to 27 ms, and for 64 ms when they consist of
 * short turns.
 */
const MAX_UNPARSED_BYTES = 8_192;

/** How a value came into the cache. */
interface Origin {
  readonly provider: string;
  readonly maxUnparsedBytes?: number | undefined;
}

export function createEntry(
  { provider, maxUnparsedBytes = MAX_UNPARSED_BYTES }: Origin,
  version: EntryVersion,
  { value, body, fetchedAtMs }: FetchedValue<object>,
  lifetime: Lifetime,
  storedAtMs: number,
): CacheEntry {
  const holdsBody = value !== null && body !== null && body.length <= maxUnparsedBytes;
  const content = holdsBody ? compactBuffer(body) : value;
  return { provider, version, content, fetchedAtMs, storedAtMs, lifetime };
}

/** The key, the entry, its places in the maps, and the objects that represent a buffer. */
const BYTES_PER_ENTRY = 1_024;
const BYTES_PER_VALUE = 1_024;
/**
 * Memory of a parsed and mapped value for each byte of its body. Measured over the sandbox's records, of 0.9 to
 * 5 thousand characters: 2.1 to 3.5 in total; over records of 17 KB in long turns about 1, with or without typographic
 * quotation marks.
 */
const BYTES_PER_PARSED_BYTE = 3;
/**
 * The structure of a real record is estimated at 6 to 8.5 bytes for each byte of its body, and takes a third of that,
 * because its objects are alike. Beyond 7 the estimate counts: 8 to 15 bytes were measured for objects that are not.
 */
const STRUCTURE_BYTES_OF_ALIKE_OBJECTS = 4;

/** Estimated bytes of memory of an entry that came from `body`. */
export function sizeOf(key: string, { content }: CacheEntry, body: Buffer | null): number {
  const own = BYTES_PER_ENTRY + key.length * 2;
  if (content === null) return own;
  if (Buffer.isBuffer(content)) return own + content.length;
  return own + BYTES_PER_VALUE + (body === null ? 0 : parsedSizeOf(body));
}

const parsedSizeOf = (body: Buffer): number =>
  Math.max(
    body.length * BYTES_PER_PARSED_BYTE,
    structureBytesOf(body) - body.length * STRUCTURE_BYTES_OF_ALIKE_OBJECTS,
  );
