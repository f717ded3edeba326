import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Json } from '../domain/json.ts';

/**
 * A place in a source's list, in the source's own terms: an offset, a page number, a provider's cursor. It travels in
 * the walk's cursor, so keep it small; integers and ISO times with milliseconds are stored in a few bytes.
 */
export type Position = Exclude<Json, null>;

/** One row of a source's list. */
export interface SourceRow<Row> {
  /** Identifies the call in the whole log, for example `acme:abc`. */
  readonly id: string;
  /** The moment by which the source lists the row, in milliseconds since 1970; `null` when the row has none. */
  readonly at: number | null;
  readonly row: Row;
}

/** One page of a source's list, newest row first as far as the source keeps that order. */
export interface SourcePage<Row> {
  readonly rows: readonly SourceRow<Row>[];
  /**
   * The cursor of the next page; `null` at the end of the list. A list that shifts should let the next page begin with the last row of
   * this one: only an overlap proves that no row was deleted between two reads.
   */
  readonly next: Position | null;
  /**
   * The position of the page before this one, `null` when this page begins the list. Leave it out for a list whose
   * positions are values (a time) and not indexes: such a list does not shift.
   */
  readonly previous?: Position | null;
}

/** One ordered list of calls: a provider's, or that of one agent where a provider lists an agent at a time. */
export interface LogSource<Row> {
  /** Identifies the source in every walk of the same scope. */
  readonly name: string;
  /** Reads the page at `position`, or the first page for `null`. Rejects when the source fails. */
  read(position: Position | null, signal: AbortSignalLike): Promise<SourcePage<Row>>;
}

/** Keeps list pages between the pages of one walk. The owner keys it by account and filter, and decides how long a page lives. */
export interface PageCache<Row> {
  get(source: string, position: Position | null): SourcePage<Row> | undefined;
  set(source: string, position: Position | null, page: SourcePage<Row>): void;
}

/** A place in the walk's order: `at` falls, and ids rise where `at` is equal. `Infinity` stands for rows before any `at`. */
export interface LogKey {
  readonly at: number;
  readonly id: string;
}

/** Negative when `one` comes before `other` in the log. */
export const compareKeys = (one: LogKey, other: LogKey): number => {
  if (one.at !== other.at) return one.at > other.at ? -1 : 1;
  return one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
};
