import type { Call } from '../domain/call.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import { type Lifetime, lifetimeOf } from '../domain/freshness.ts';
import { compactBuffer } from './compact-buffer.ts';

/** Names a copy of a call, or of an absence, as it was served: no other of the cache has the same. Keeps nothing alive. */
export type EntryVersion = number;

/** What the cache holds of a call. */
export interface CacheEntry {
  readonly version: EntryVersion;
  /**
   * The body that the provider sent, until somebody reads it a second time; then the call that was read from it. `null`
   * is an absence. A body takes a third of the memory, and the garbage collector does not look into it: most of what a
   * long list or a crawler brings in is never read again.
   */
  readonly content: Buffer | Call | null;
  /** When the provider answered, in milliseconds since the epoch. Read as of then, the body is the call that was served. */
  readonly fetchedAtMs: number;
  /** Changes when another replica stores a newer copy. */
  lifetime: Lifetime;
}

/**
 * Longer ones are held as calls from the start: what a list names is read again in one go, so that 500 long bodies, as
 * many as an operation may ask for, would keep everybody else waiting. So many of this length take 17 to 27 ms, and
 * 64 ms when they are all short turns.
 */
const MAX_UNPARSED_BYTES = 8_192;

export function createEntry(
  version: EntryVersion,
  { call, body }: FetchedCall<Call>,
  fetchedAtMs: number,
): CacheEntry {
  const holdsBody = call !== null && body !== null && body.length <= MAX_UNPARSED_BYTES;
  const content = holdsBody ? compactBuffer(body) : call;
  return { version, content, fetchedAtMs, lifetime: lifetimeOf(call) };
}

/** The key, the entry, its places in the maps, and the objects that stand for a buffer. */
const BYTES_PER_ENTRY = 1_024;
const BYTES_PER_CALL = 1_024;
/**
 * What a call takes, once parsed and mapped, for each byte of its body. Measured over the sandbox's records, of 0.9 to
 * 5 thousand characters: 2.1 to 3.5 all told; over records of 17 KB in long turns about 1, with typographic quotation
 * marks or without.
 */
const BYTES_PER_PARSED_BYTE = 3;

/** Estimated bytes of memory that an entry takes that holds what came as `bodyLength` bytes. */
export function sizeOf(key: string, { content }: CacheEntry, bodyLength: number): number {
  const own = BYTES_PER_ENTRY + key.length * 2;
  if (content === null) return own;
  return own + (Buffer.isBuffer(content) ? bodyLength : BYTES_PER_CALL + bodyLength * BYTES_PER_PARSED_BYTE);
}
