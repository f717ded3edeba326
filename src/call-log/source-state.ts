import { hash } from 'node:crypto';
import type { LogKey, Position } from './log-source.ts';

/** The position up to which one source has been read, as a cursor stores it. */
export interface SourceState {
  /** The page that holds the next row, or the last row already given; `null` for the first page. */
  readonly position: Position | null;
  /** Whether rows of the source have been given or passed over. */
  readonly begun: boolean;
  /** No row that is still to come is newer, in milliseconds; `Infinity` while unknown. */
  readonly bound: number;
  /** Whether the list proved not to be in order by `at`: its own order is then all there is. */
  readonly unordered: boolean;
  /** Several rows have the `at` of `tie`, and those with its id or a lower one are given. `null` when no such run is half given. */
  readonly tie: LogKey | null;
  /** Hashes of the ids that were given last, the nearest first. They find the place again when the list has shifted. */
  readonly tail: readonly number[];
  /** The number of successive pages that have brought nothing new. */
  readonly stalePages: number;
}

/** A source that is out for the rest of the walk. */
export interface FailedState {
  readonly code: string;
}

/** The last row that a walk gave. */
export interface Watermark {
  /** The time by which it was merged, which is at most its own; `Infinity` before the first row with a time. */
  readonly at: number;
  /** The first `WATERMARK_BYTES` of its id's hash. */
  readonly idHash: number;
}

/** Bytes of the hash of the last id given. */
export const WATERMARK_BYTES = 6;

/** Everything that a walk remembers from one page to the next. Sources that are read to their end are absent. */
export interface WalkState {
  /** Bytes of each hash: fewer for a walk over more sources. */
  readonly width: number;
  /** The last row given, or `null` before the first. */
  readonly watermark: Watermark | null;
  /** Keyed by the hash of the source's name. */
  readonly open: ReadonlyMap<number, SourceState>;
  /** Keyed by the hash of the source's name. */
  readonly failed: ReadonlyMap<number, FailedState>;
}

export const UNREAD: SourceState = {
  position: null,
  begun: false,
  bound: Number.POSITIVE_INFINITY,
  unordered: false,
  tie: null,
  tail: [],
  stalePages: 0,
};

/** The first `width` bytes of a SHA-256, as a number. `width` is at most 6. */
export function hashOf(text: string, width: number): number {
  const known = digests.get(text);
  if (known !== undefined) return known.readUIntBE(0, width);
  if (digests.size >= MOST_DIGESTS) digests.clear();
  const digest = Buffer.from(hash('sha256', text, 'buffer').subarray(0, WATERMARK_BYTES));
  digests.set(text, digest);
  return digest.readUIntBE(0, width);
}

/** Each page of a walk hashes all rows in hand again: hashes were a fifth of the cost of a page of 25. */
const digests = new Map<string, Buffer>();
const MOST_DIGESTS = 5_000;

/** Bytes of each hash for a walk over `count` sources: as many as fit for so many in a cursor of 4 KB. */
export const hashWidth = (count: number): number => (count <= 40 ? 5 : count <= 120 ? 4 : 3);
