import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { beforeAbort } from './before-abort.ts';
import type { WindowRow } from './list-window.ts';
import { compareKeys, type LogSource, type PageCache, type Position } from './log-source.ts';
import type { OpenWalk, SourceOutcome } from './open-walk.ts';
import { type ReadPage, SourceReader } from './source-reader.ts';
import { hashOf, type SourceState, WATERMARK_BYTES, type WalkState } from './source-state.ts';
import { LostPlaceError } from './walk-errors.ts';

/** Equal times within a list are sorted by id in walks over so few lists, and for ids so short, that cursors have room. */
const MOST_SORTED_LISTS = 40;
const LONGEST_TIED_ID = 48;

interface MergeOptions<Row> {
  readonly first: number;
  readonly maxRequests: number;
  readonly signal: AbortSignalLike;
  readonly keep?: (row: Row) => boolean;
  readonly cache?: PageCache<Row>;
  readonly codeOf?: (error: unknown) => string;
}

/** A row of the page, and the source that listed it. */
export interface MergedRow<Row> extends WindowRow<Row> {
  readonly source: string;
}

interface OpenReader<Row> {
  readonly name: number;
  readonly reader: SourceReader<Row>;
  hasRequest: boolean;
  /** The source's rows read so far are still given on this page, and no further page of it is read. */
  failed: boolean;
}

interface Head<Row> {
  readonly row: WindowRow<Row>;
  readonly source: string;
}

/** One page of a walk: reads the lists as far as it needs and gives their rows in order. */
export class MergePage<Row> {
  readonly edges: MergedRow<Row>[] = [];
  readonly outcomes: Map<string, SourceOutcome>;
  requests = 0;
  readonly #walk: WalkState;
  readonly #failed: Map<number, { readonly code: string }>;
  readonly #options: MergeOptions<Row>;
  readonly #given = new Set<string>();
  readonly #open: readonly OpenReader<Row>[];
  #requested = 0;
  #failedHere = 0;
  /** Nothing can be read any more and nothing could be given in order: order by id among equal times is given up. */
  #relaxed = false;

  constructor(walk: OpenWalk<Row>, options: MergeOptions<Row>) {
    this.#walk = walk.state;
    this.#options = options;
    this.#failed = new Map(walk.state.failed);
    this.outcomes = new Map(walk.outcomes);
    const { width, watermark } = walk.state;
    const longestTiedId = walk.open.length <= MOST_SORTED_LISTS ? LONGEST_TIED_ID : 0;
    const keep = options.keep ?? (() => true);
    this.#open = walk.open.map(({ source, name, state }) => ({
      name,
      hasRequest: false,
      failed: false,
      reader: new SourceReader(source.name, (position, fresh) => this.#read(source, position, fresh), {
        start: state,
        width,
        watermark,
        longestTiedId,
        keep,
      }),
    }));
  }

  get complete(): boolean {
    return this.#failed.size === 0;
  }

  get hasNextPage(): boolean {
    return this.#open.some(({ reader, failed }) => !failed && !reader.exhausted);
  }

  get allFailed(): boolean {
    return this.edges.length === 0 && this.#requested > 0 && this.#failedHere === this.#requested;
  }

  /** Gives rows until the page is full, the log ends, or the requests are spent. */
  async fill(): Promise<void> {
    while (this.edges.length < this.#options.first) {
      const head = this.#newestHead();
      const missing = this.#open.filter(
        ({ reader }) =>
          !reader.exhausted &&
          reader.head(this.#relaxed) === null &&
          (head === null || reader.bound >= head.row.mergeAt),
      );
      const readable = missing.filter(({ reader }) => this.#mayRead(reader));
      if (readable.length > 0) {
        await Promise.all(this.#contributors(readable).map((open) => this.#advance(open)));
      } else if (head !== null && this.#mayGive(head, missing)) {
        this.#give(head);
      } else if (missing.length > 0 && this.edges.length === 0 && !this.#relaxed) {
        this.#relaxed = true;
      } else {
        return;
      }
    }
  }

  /** The walk's state after the edge of index `edge`; -1 stands for the place before the first edge. */
  stateAfter(edge: number): WalkState {
    const last = this.edges[edge];
    const open = new Map<number, SourceState>();
    for (const { name, reader, failed } of this.#open) {
      const state = failed ? null : reader.stateAfter(edge);
      if (state !== null) open.set(name, state);
    }
    const watermark =
      last === undefined
        ? this.#walk.watermark
        : { at: last.mergeAt, idHash: hashOf(last.id, WATERMARK_BYTES) };
    return { width: this.#walk.width, watermark, open, failed: this.#failed };
  }

  /** Fails the source whose read could not be finished within one page's requests: of several, the newest. */
  failStarved(): void {
    const starved = this.#open.filter(({ reader }) => reader.starved);
    const [newest] = starved.sort((one, other) => other.reader.bound - one.reader.bound);
    if (newest !== undefined) this.#fail(newest, new LostPlaceError(newest.reader.name));
  }

  #mayGive({ row }: Head<Row>, missing: readonly OpenReader<Row>[]): boolean {
    if (missing.length === 0) return true;
    return this.#relaxed && missing.every(({ reader }) => reader.bound <= row.mergeAt);
  }

  #newestHead(): Head<Row> | null {
    let newest: Head<Row> | null = null;
    for (const { reader } of this.#open) {
      const row = reader.head(this.#relaxed);
      if (row === null) continue;
      if (newest === null || compareRows(row, newest.row) < 0) newest = { row, source: reader.name };
    }
    return newest;
  }

  #give({ row, source }: Head<Row>): void {
    // A call that two lists hold, such as one with two agents, is given by the first.
    if (this.#given.has(row.id) || this.#isLastBefore(row)) {
      row.givenBy = -1;
      return;
    }
    row.givenBy = this.edges.length;
    this.#given.add(row.id);
    this.edges.push({ ...row, source });
  }

  /** Whether `row` is the last one that the page before gave. */
  #isLastBefore({ id }: WindowRow<Row>): boolean {
    const { watermark } = this.#walk;
    return watermark !== null && hashOf(id, WATERMARK_BYTES) === watermark.idHash;
  }

  #mayRead(reader: SourceReader<Row>): boolean {
    if (reader.starved) return false;
    if (this.#hasRequests) return true;
    return this.#options.cache?.get(reader.name, reader.nextPosition) !== undefined;
  }

  get #hasRequests(): boolean {
    return this.requests < this.#options.maxRequests && !this.#options.signal.aborted;
  }

  /**
   * The lists to read together: those that could contribute to the page, by what is known. A list cannot when so many rows
   * and heads of other lists are newer that they fill the page.
   */
  #contributors(readable: readonly OpenReader<Row>[]): readonly OpenReader<Row>[] {
    const room = this.#options.first - this.edges.length;
    const byBound = [...readable].sort((one, other) => (one.reader.bound >= other.reader.bound ? -1 : 1));
    const chosen = byBound.filter(({ reader: { bound } }) => {
      const heads = byBound.filter(({ reader }) => reader.bound > bound).length;
      const rows = this.#open.reduce((sum, { reader }) => sum + reader.waitingNewerThan(bound), 0);
      return heads + rows < room;
    });
    // A read begun without the requests to finish it is lost.
    let left = this.#options.maxRequests - this.requests;
    return chosen.filter(({ reader: { likelyRequests } }, index) => {
      left -= likelyRequests;
      return index === 0 || left >= 0;
    });
  }

  async #advance(open: OpenReader<Row>): Promise<void> {
    if (!open.hasRequest) this.#requested += 1;
    open.hasRequest = true;
    try {
      await open.reader.advance();
      this.outcomes.set(open.reader.name, { state: 'READ' });
    } catch (error) {
      this.#fail(open, error);
    }
  }

  #fail(open: OpenReader<Row>, error: unknown): void {
    const code = this.#options.codeOf?.(error) ?? 'FAILED';
    this.#failedHere += 1;
    this.#failed.set(open.name, { code });
    this.outcomes.set(open.reader.name, { state: 'FAILED', code, error });
    open.failed = true;
    open.reader.end();
  }

  async #read(
    source: LogSource<Row>,
    position: Position | null,
    fresh: boolean,
  ): Promise<ReadPage<Row> | null> {
    const { cache, signal } = this.#options;
    const cached = fresh ? undefined : cache?.get(source.name, position);
    if (cached !== undefined) return { page: cached, cached: true };
    if (!this.#hasRequests) return null;
    this.requests += 1;
    const page = await beforeAbort(source.read(position, signal), signal);
    cache?.set(source.name, position, page);
    return { page, cached: false };
  }
}

const compareRows = <Row>(one: WindowRow<Row>, other: WindowRow<Row>): number =>
  compareKeys({ at: one.mergeAt, id: one.id }, { at: other.mergeAt, id: other.id });
