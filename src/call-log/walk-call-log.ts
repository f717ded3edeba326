import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { LogSource, PageCache } from './log-source.ts';
import { type MergedRow, MergePage } from './merge-page.ts';
import { openWalk, type SourceOutcome } from './open-walk.ts';
import { relayAbort } from './relay-abort.ts';
import { decodeCursor, encodeCursor } from './walk-cursor.ts';

export interface WalkOptions<Row> {
  /** Most edges of the page. */
  readonly first: number;
  /** `null` begins a walk. Any other text must be a cursor of a walk with the same `scope`. */
  readonly cursor: string | null;
  /** The filter and account in one text: a cursor is accepted only with the scope that it was issued for. */
  readonly scope: string;
  /** Most list requests of the page; pages from `cache` cost none. */
  readonly maxRequests: number;
  /** Once aborted, reads in flight fail their sources and the page ends with what it has. */
  readonly signal: AbortSignalLike;
  /** Whether a row matches the part of the filter that its source did not apply. */
  readonly keep?: (row: Row) => boolean;
  readonly cache?: PageCache<Row>;
  /** A short code of a failure, kept in the cursor: later pages know the code alone. */
  readonly codeOf?: (error: unknown) => string;
}

export interface WalkEdge<Row> {
  readonly id: string;
  /** `null` for a row that its source lists without a time. */
  readonly at: number | null;
  /** The name of the source that listed the row. */
  readonly source: string;
  readonly row: Row;
  /** Continues the walk after this edge. Computed when it is read. */
  readonly cursor: string;
}

export interface WalkPage<Row> {
  readonly edges: readonly WalkEdge<Row>[];
  /** Whether a list is not read to its end. A page without edges may have a next page. */
  readonly hasNextPage: boolean;
  /** The last edge's cursor; of a page without edges the place that was reached; `null` for an empty log. Computed when it is read. */
  readonly endCursor: string | null;
  /** The result of every source that the caller gave, by name. */
  readonly sources: ReadonlyMap<string, SourceOutcome>;
  /** Whether no source has failed on this page or one before it. */
  readonly complete: boolean;
  /** Whether every source that this page read has failed, and the page has no row. False for a page that read no source. */
  readonly allFailed: boolean;
  /** List requests that this page sent. */
  readonly requests: number;
}

/**
 * Merges the lists of many sources into one log, newest call first, one page at a time.
 *
 * 1. A walk is a k-way merge: the newest head of all lists is given next, equal times by id.
 * 2. A row is given only when no list that is not in hand could hold a newer one; each list's next time, as far as it is
 *    known, is its bound. Lists whose bound is too old for the page are not read.
 * 3. The server keeps nothing. The cursor holds for each open list the page with its next row, its bound, and a tail: hashes
 *    of the ids given last. Lists read to their end are left out; failed ones are named with a code.
 * 4. A list may shift while one walks, so that a position says only where to look. Rows up to the last one of the tail are
 *    given, rows after it are not: this holds for any list that keeps the relative order of its rows, in order by time or not.
 * 5. Where the tail is gone, because its calls were deleted, the time of the last row given decides in a list that falls by
 *    time. In one that does not, the walk searches, and fails the source rather than lose or repeat a call.
 * 6. A page that does not overlap what is given may have skipped rows that deletions pulled up. The page before is then read
 *    past the cache until they join: by a row that both hold, or by a second read that shows an unchanged page.
 * 7. A list that rises, or has rows without a time, keeps its own order: its rows are merged by the oldest time so far.
 * 8. Rows of one equal time within a list are sorted by id when the run is in hand (up to four pages, 40 lists, ids of 48
 *    characters); longer runs stay as listed. A half-given run is remembered by its time and id.
 * 9. Pages that bring nothing new are passed over; the same page three times in a row, or a hundred stale ones, fail the source.
 * 10. A page that has spent its requests ends early. Where it would give nothing, equal times are given without their order by
 *     id, so that every page moves on.
 *
 * Limits. A list counts as ordered until a page of it shows otherwise; if calls vanish just where such a list first rises, a call
 * may be lost. A list out of order that gives its pages in a circle is exact as far back as its tail: 128 ids, fewer with many such
 * lists. Pages by number that do not overlap cost a second read for each page, and changes between those two reads may hide a call;
 * `pageWindow` makes them overlap. Hashes shrink from 40 to 24 bits above 120 lists. About 400 half-given lists fit a cursor.
 *
 * A source that is new is left out until the next walk. One that has vanished counts as failed: its calls cannot be told.
 */
export async function walkCallLog<Row>(
  sources: readonly LogSource<Row>[],
  options: WalkOptions<Row>,
): Promise<WalkPage<Row>> {
  const { cursor, scope } = options;
  const start = openWalk(sources, cursor === null ? null : decodeCursor(cursor, scope));
  const { signal, release } = relayAbort(options.signal);
  const page = new MergePage(start, { ...options, signal });
  await page.fill().finally(release);
  const cursorAfter = (edge: number) => encodeCursor(page.stateAfter(edge), scope);
  // Every page must move the walk on, even if all its sources fail.
  if (page.edges.length === 0 && page.hasNextPage && cursorAfter(-1) === cursor) page.failStarved();
  return new FilledPage(page, cursorAfter);
}

type CursorAfter = (edge: number) => string;

// Classes: a getter in an object literal takes a hidden class for every object, which keeps all that the getter refers to alive
// until old objects are collected.

class FilledPage<Row> implements WalkPage<Row> {
  readonly edges: readonly WalkEdge<Row>[];
  readonly hasNextPage: boolean;
  readonly sources: ReadonlyMap<string, SourceOutcome>;
  readonly complete: boolean;
  readonly allFailed: boolean;
  readonly requests: number;
  readonly #cursorAfter: CursorAfter;

  constructor(page: MergePage<Row>, cursorAfter: CursorAfter) {
    this.edges = page.edges.map((edge, index) => new FilledEdge(edge, index, cursorAfter));
    this.hasNextPage = page.hasNextPage;
    this.sources = page.outcomes;
    this.complete = page.complete;
    this.allFailed = page.allFailed;
    this.requests = page.requests;
    this.#cursorAfter = cursorAfter;
  }

  get endCursor(): string | null {
    const last = this.edges.length - 1;
    return last < 0 && !this.hasNextPage ? null : this.#cursorAfter(last);
  }
}

class FilledEdge<Row> implements WalkEdge<Row> {
  readonly id: string;
  readonly at: number | null;
  readonly source: string;
  readonly row: Row;
  readonly #index: number;
  readonly #cursorAfter: CursorAfter;

  constructor({ id, at, source, row }: MergedRow<Row>, index: number, cursorAfter: CursorAfter) {
    this.id = id;
    this.at = at;
    this.source = source;
    this.row = row;
    this.#index = index;
    this.#cursorAfter = cursorAfter;
  }

  get cursor(): string {
    return this.#cursorAfter(this.#index);
  }
}
