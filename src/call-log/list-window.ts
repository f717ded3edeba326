import type { LogKey, Position, SourcePage, SourceRow } from './log-source.ts';
import { hashOf, type SourceState, type Watermark } from './source-state.ts';

/** Hashes that a state keeps for a walk over few sources; a cursor may shorten them. */
const LONGEST_TAIL = 128;
/** Pages over which rows of one equal `at` are sorted by id; a longer run is given as the list has it. */
const MOST_TIED_PAGES = 4;

/** When a row was given: the index of its edge, or one of these. */
const BEFORE = -1;
const UNWANTED = -2;
/** It is not known yet whether the log wants the row. */
const UNDECIDED = -3;
const WAITS = Number.POSITIVE_INFINITY;

/** A row in hand. */
export interface WindowRow<Row> extends SourceRow<Row> {
  /** `at`, or that of the row before where it is missing or newer: by this the row is merged with other sources. */
  readonly mergeAt: number;
  /** The position of the page that the row came with. */
  readonly position: Position | null;
  givenBy: number;
}

export interface WindowOptions<Row> {
  readonly start: SourceState;
  /** Bytes of a hash. */
  readonly width: number;
  readonly watermark: Watermark | null;
  /** Ids up to this length may be sorted among equal times; 0 leaves equal times as listed. */
  readonly longestTiedId: number;
  /** Whether the log wants the row. */
  readonly keep: (row: Row) => boolean;
}

/** The part of one source's list that is in hand, in the list's order, and what of it has been given. */
export class ListWindow<Row> {
  /** The cursor of the list's next page; `undefined` before the first page. */
  next: Position | null | undefined;
  #unordered: boolean;
  readonly #rows: WindowRow<Row>[] = [];
  readonly #options: WindowOptions<Row>;
  readonly #ids = new Set<string>();
  readonly #given: ReadonlySet<number>;
  #mergeAt: number;
  #firstWaiting = 0;
  /** The number of rows that are new since the walk's page began. */
  #fresh = 0;
  /** Whether all rows so far may be arrivals on top of the place where the walk left the list. */
  #isCatchingUp: boolean;

  constructor(options: WindowOptions<Row>) {
    this.#options = options;
    this.#unordered = options.start.unordered;
    this.#given = new Set(options.start.tail);
    this.#isCatchingUp = options.start.position === null || options.start.stalePages > 0;
    const { start, watermark } = options;
    this.#mergeAt = watermark === null ? Number.POSITIVE_INFINITY : Math.min(watermark.at, start.bound);
  }

  /** Whether the rows of `page` join those given or in hand, so that no row between them is missing. */
  joins(page: SourcePage<Row>): boolean {
    if (page.previous === undefined) return true;
    if (page.rows.length === 0 && page.next !== null) return true;
    if (!this.#options.start.begun && this.#rows.length === 0) return true;
    const isOrdered = !this.isUnordered(page);
    if (isOrdered && (page.previous === null || page.rows.some((row) => this.#isNewer(row)))) return true;
    // When a run of equal times is half given, a waiting row may come before those that are given: only rows in hand prove a join.
    if (isOrdered && this.#options.start.tie !== null) return page.rows.some(({ id }) => this.#ids.has(id));
    return this.holds(page);
  }

  isUnordered(page: SourcePage<Row>): boolean {
    return this.#unordered || !isFalling(page.rows);
  }

  /** Whether `page` holds a row that is given or in hand, or one of a half-given run of equal times. */
  holds(page: SourcePage<Row>): boolean {
    const { tie } = this.#options.start;
    return page.rows.some((row) => this.#isKnown(row) || (tie !== null && row.at === tie.at));
  }

  /** Takes in a page and returns how many of its rows are new. */
  absorb(page: SourcePage<Row>, position: Position | null): number {
    this.#unordered = this.isUnordered(page);
    const isGiven = this.#givenRows(page);
    // Given rows are kept while nothing is new, for the tail; after new rows they are repeats, out of the list's order.
    const keepsGiven = this.#fresh === 0;
    let fresh = 0;
    for (const [index, row] of page.rows.entries()) {
      const given = isGiven[index] === true;
      if (this.#ids.has(row.id)) continue;
      this.#ids.add(row.id);
      if (given && !keepsGiven) continue;
      if (!given) {
        fresh += 1;
        this.#isCatchingUp = false;
        this.#mergeAt = Math.min(this.#mergeAt, row.at ?? this.#mergeAt);
      }
      this.#rows.push({
        ...row,
        mergeAt: this.#mergeAt,
        position,
        givenBy: given ? BEFORE : UNDECIDED,
      });
    }
    this.#fresh += fresh;
    this.next = page.next;
    return fresh;
  }

  /** The next row to give, or `null` when the list has to be read first. `asListed` gives up sorting equal times. */
  head(asListed: boolean): WindowRow<Row> | null {
    const first = this.#first();
    if (first === undefined) return null;
    if (this.#unordered || first.at === null || asListed) return first;
    const run = this.#runFrom(this.#firstWaiting, first.at);
    // A row that ends a half-given run in hand may have rows of its time after it that come first by id.
    if (run.length === 1 && this.#options.start.tie?.at !== first.at) return first;
    if (run.some(({ id }) => id.length > this.#options.longestTiedId)) return first;
    const mayGoOn = this.next !== null && run.at(-1) === this.#rows.at(-1);
    if (mayGoOn) return new Set(run.map(({ position }) => position)).size < MOST_TIED_PAGES ? null : first;
    return run.filter((row) => this.#decide(row) === WAITS).reduce(lowest);
  }

  /** The number of waiting rows that are newer than `at`. */
  waitingNewerThan(at: number): number {
    let count = 0;
    for (let index = this.#firstWaiting; index < this.#rows.length; index += 1) {
      const row = this.#rows[index];
      if (row === undefined || row.mergeAt <= at) break;
      if (this.#decide(row) === WAITS) count += 1;
    }
    return count;
  }

  /** No row that waits or is still to be read is newer. */
  get bound(): number {
    return this.#first()?.mergeAt ?? this.#boundBeyond;
  }

  /** The state after the edge of index `edge`, or `null` when the list is read to its end. */
  stateAfter(edge: number): SourceState | null {
    const { start } = this.#options;
    if (this.next === undefined) return start;
    const index = this.#rows.findIndex((row) => this.#decide(row) > edge);
    const first = this.#rows[index];
    if (first === undefined && this.next === null) return null;
    const before = first === undefined ? this.#rows : this.#rows.slice(0, index);
    const run = first === undefined || first.at === null ? [] : this.#runFrom(index, first.at);
    for (const row of run) this.#decide(row);
    const ahead = run.filter(({ givenBy }) => givenBy <= edge && givenBy !== UNWANTED);
    // Rows of one equal time are given by id. Those given out of that order are remembered by the tail alone.
    const waiting = run.filter(({ givenBy }) => givenBy > edge);
    const limit = ahead
      .filter(({ id }) => waiting.every((other) => id < other.id))
      .reduceRight<WindowRow<Row> | null>(highest, null);
    // A half-given run goes on until a row of another time is next: beyond this window, too.
    const reached = first ?? this.#rows.at(-1);
    const tie = laterTie(limit, start.tie?.at === reached?.at ? start.tie : null);
    const runStart = tie === null ? index : this.#startOfRun(index);
    const tail = new Set([...before, ...ahead].map((row) => this.#hash(row)).reverse());
    for (const hash of start.tail) tail.add(hash);
    return {
      position: first === undefined ? this.next : (this.#rows[runStart] ?? first).position,
      begun: start.begun || tail.size > 0,
      bound: first === undefined ? this.#boundBeyond : first.mergeAt,
      unordered: this.#unordered,
      tie,
      tail: [...tail].slice(0, LONGEST_TAIL),
      stalePages: 0,
    };
  }

  get #boundBeyond(): number {
    return this.next === undefined
      ? this.#options.start.bound
      : Math.min(this.#mergeAt, this.#options.start.bound);
  }

  #first(): WindowRow<Row> | undefined {
    for (; this.#firstWaiting < this.#rows.length; this.#firstWaiting += 1) {
      const row = this.#rows[this.#firstWaiting];
      if (row !== undefined && this.#decide(row) === WAITS) return row;
    }
    return undefined;
  }

  /** When the row was given. Asks the log whether it wants the row no earlier than that is needed. */
  #decide(row: WindowRow<Row>): number {
    if (row.givenBy === UNDECIDED) row.givenBy = this.#options.keep(row.row) ? WAITS : UNWANTED;
    return row.givenBy;
  }

  #runFrom(index: number, at: number): WindowRow<Row>[] {
    const end = this.#rows.findIndex((row, place) => place > index && row.at !== at);
    return this.#rows.slice(index, end === -1 ? undefined : end);
  }

  #startOfRun(index: number): number {
    let start = index;
    while (start > 0 && this.#rows[start - 1]?.at === this.#rows[index]?.at) start -= 1;
    return start;
  }

  /** Which rows of a page are given or in hand already. A row that no rule places is new. */
  #givenRows(page: SourcePage<Row>): readonly boolean[] {
    const { rows, previous } = page;
    const { tie } = this.#options.start;
    const known = rows.map((row) => this.#isKnown(row));
    const tied = rows.map((row) => tie !== null && row.at === tie.at);
    // Rows before one that is given are given too, or have arrived since; a half-given run of equal times tells by id.
    const runStart = this.#unordered ? findRun(tied, known, page.next !== null) : tied.indexOf(true);
    const boundary = runStart === -1 ? known.lastIndexOf(true) : runStart - 1;
    const shifts = previous !== undefined || this.#isCatchingUp;
    return rows.map((row, index) => {
      if (known[index] === true || index <= boundary) return true;
      return tied[index] !== true && shifts && !this.#unordered && this.#isNewer(row);
    });
  }

  #hash({ id }: SourceRow<Row>): number {
    return hashOf(id, this.#options.width);
  }

  #isKnown(row: SourceRow<Row>): boolean {
    if (this.#ids.has(row.id)) return true;
    // Without the order, rows of the same time may lie apart from the run, and none of them is given.
    const tie = this.#unordered ? null : this.#options.start.tie;
    if (tie !== null && row.at === tie.at && row.id <= tie.id) return true;
    if (this.#given.size === 0 || !this.#given.has(this.#hash(row))) return false;
    // A comparison of times, where they are known, catches a row whose hash is equal by chance.
    return this.#unordered || row.at === null || row.at >= this.#oldestPassed;
  }

  /**
   * No row that the walk has passed is older. Rows that the log does not want are passed down to `bound`, beyond the last row
   * given; a cursor rounds the distance to `bound` down, by half at most.
   */
  get #oldestPassed(): number {
    const { start, watermark } = this.#options;
    if (watermark === null) return Number.NEGATIVE_INFINITY;
    if (!Number.isFinite(start.bound)) return watermark.at;
    return Math.min(watermark.at, 2 * start.bound - watermark.at);
  }

  /** Whether a row is newer than the last in hand, the last given or the next to give: an ordered list has passed it. */
  #isNewer({ at }: SourceRow<Row>): boolean {
    const last = this.#rows.at(-1)?.at ?? Number.POSITIVE_INFINITY;
    const reached = this.#options.watermark?.at ?? Number.POSITIVE_INFINITY;
    return at !== null && at > Math.min(last, reached, this.#options.start.bound);
  }
}

const lowest = <Row>(one: WindowRow<Row>, other: WindowRow<Row>): WindowRow<Row> =>
  one.id <= other.id ? one : other;

const highest = <Row>(one: WindowRow<Row> | null, other: WindowRow<Row>): WindowRow<Row> =>
  one !== null && one.id >= other.id ? one : other;

/** The one of two half-given runs of the same `at` that goes further. */
function laterTie(one: WindowRow<unknown> | null, other: LogKey | null): LogKey | null {
  if (one === null || one.at === null || (other !== null && other.id > one.id)) return other;
  return { at: one.at, id: one.id };
}

/**
 * Where a half-given run of equal times begins among rows out of order, of which some are tied by having its time: a row that
 * is given tells the run from other rows of that time. At the end of a page it may follow on the next one. -1: nowhere.
 */
function findRun(tied: readonly boolean[], known: readonly boolean[], goesOn: boolean): number {
  const last =
    goesOn && tied.at(-1) === true
      ? tied.length - 1
      : tied.findLastIndex((each, index) => each && known[index] === true);
  let start = last;
  while (start > 0 && tied[start - 1] === true) start -= 1;
  return start;
}

/** True for rows with times that never rise. */
function isFalling(rows: readonly SourceRow<unknown>[]): boolean {
  return rows.every(({ at }, index) => {
    const before = rows[index - 1];
    return at !== null && (before === undefined || before.at === null || before.at >= at);
  });
}
