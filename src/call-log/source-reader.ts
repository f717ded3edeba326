import { isDeepStrictEqual } from 'node:util';
import { ListWindow, type WindowOptions, type WindowRow } from './list-window.ts';
import type { Position, SourcePage } from './log-source.ts';
import type { SourceState } from './source-state.ts';
import { LostPlaceError, RepeatedPageError } from './walk-errors.ts';

/** Pages in a row that may bring nothing new: a list may be pushed down by so many arrivals while a client pauses. */
const MOST_STALE_PAGES = 100;
/** The same page so many times in a row, within one page of the walk, is a list that stands still. Over more pages it need not
 * be: as many calls may have arrived between them as a page holds. */
const MOST_EQUAL_PAGES = 3;
/** Pages that are searched forward for the rows given last, in a list that is not in order. */
const MOST_SEARCHED_PAGES = 40;

/** A page as it was read. */
export interface ReadPage<Row> {
  readonly page: SourcePage<Row>;
  readonly cached: boolean;
}

/** Reads a page of the source; `fresh` passes by the page cache. Resolves to `null` once no request is left. */
export type ReadSourcePage<Row> = (
  position: Position | null,
  fresh: boolean,
) => Promise<ReadPage<Row> | null>;

interface PlacedPage<Row> {
  readonly page: SourcePage<Row>;
  readonly position: Position | null;
}

/** Reads one source on, from where its state says, and holds what it read for the merge. */
export class SourceReader<Row> {
  readonly name: string;
  readonly #window: ListWindow<Row>;
  readonly #start: SourceState;
  readonly #readSource: ReadSourcePage<Row>;
  #stalePages: number;
  #equalPages = 0;
  /** The last page that had rows. */
  #lastPage: SourcePage<Row> | null = null;
  /** Whether a read could not be finished for want of requests. */
  starved = false;

  constructor(name: string, read: ReadSourcePage<Row>, options: WindowOptions<Row>) {
    this.name = name;
    this.#readSource = read;
    this.#start = options.start;
    this.#window = new ListWindow(options);
    this.#stalePages = options.start.stalePages;
  }

  get bound(): number {
    return this.#window.bound;
  }

  /** Requests that the next read takes, unless the list has shifted by more than a page. */
  get likelyRequests(): number {
    return this.#start.begun || this.#window.next !== undefined ? 2 : 1;
  }

  /** The position at which the next read begins. */
  get nextPosition(): Position | null {
    return this.#window.next === undefined ? this.#start.position : this.#window.next;
  }

  /** Whether nothing waits and nothing is left to read. */
  get exhausted(): boolean {
    return this.#window.next === null && this.#window.head(true) === null;
  }

  head(asListed: boolean): WindowRow<Row> | null {
    return this.#window.head(asListed);
  }

  waitingNewerThan(at: number): number {
    return this.#window.waitingNewerThan(at);
  }

  /** Reads the next page, and pages before it when rows between could be missing. Rejects when the source fails. */
  async advance(): Promise<void> {
    const position = this.nextPosition;
    const pages = await this.#joiningPages(position);
    if (pages === null) {
      this.starved = true;
      return;
    }
    const fresh = pages.reduce((sum, { page, position: at }) => sum + this.#window.absorb(page, at), 0);
    const last = pages.at(-1)?.page;
    if (last === undefined) return;
    if (fresh > 0 || last.next === null) this.#stalePages = this.#equalPages = 0;
    else this.#noteStale(last);
    if (last.rows.length > 0) this.#lastPage = last;
  }

  /** Ends the list with what is in hand. */
  end(): void {
    this.#window.next = null;
  }

  /** The state after the edge of index `edge`, or `null` when the list is read to its end. */
  stateAfter(edge: number): SourceState | null {
    const state = this.#window.stateAfter(edge);
    if (state === null || this.#stalePages === 0) return state;
    return { ...state, stalePages: this.#stalePages };
  }

  async #read(position: Position | null, fresh: boolean): Promise<ReadPage<Row> | null> {
    const found = await this.#readSource(position, fresh);
    // The first page begins the list, and arrivals push its rows down, whatever the positions after it are.
    return found !== null && position === null
      ? { ...found, page: { ...found.page, previous: null } }
      : found;
  }

  #noteStale(page: SourcePage<Row>): void {
    const equal = page.rows.length > 0 && this.#lastPage !== null && haveSameIds(page, this.#lastPage);
    this.#stalePages += 1;
    this.#equalPages = equal ? this.#equalPages + 1 : 0;
    if (this.#equalPages + 1 >= MOST_EQUAL_PAGES || this.#stalePages > MOST_STALE_PAGES) {
      throw new RepeatedPageError(this.name);
    }
  }

  /** The page at `position`, with those before it that are needed to join it to the rows given; `null` without requests. */
  async #joiningPages(position: Position | null): Promise<readonly PlacedPage<Row>[] | null> {
    let read = await this.#read(position, false);
    if (read?.cached && !this.#window.joins(read.page)) read = await this.#read(position, true);
    if (read === null) return null;
    const target = { page: read.page, position };
    if (this.#window.joins(target.page)) return [target];
    const ahead = this.#window.isUnordered(target.page) ? await this.#searchForward(target.page) : undefined;
    if (ahead !== undefined) return ahead;
    return this.#stepBack(target);
  }

  /** Arrivals have pushed the rows given last to a later page. Resolves to `undefined` when they are not found. */
  async #searchForward({
    next: start,
  }: SourcePage<Row>): Promise<readonly PlacedPage<Row>[] | null | undefined> {
    let next = start;
    for (let searched = 0; searched < MOST_SEARCHED_PAGES && next !== null; searched += 1) {
      const read = await this.#read(next, true);
      if (read === null) return null;
      if (this.#window.holds(read.page)) return [{ page: read.page, position: next }];
      next = read.page.next;
    }
    return undefined;
  }

  /** Deletions have pulled the rows up: goes back, page by page, to one that holds a row given or in hand. */
  async #stepBack(target: PlacedPage<Row>): Promise<readonly PlacedPage<Row>[] | null> {
    const after = [target];
    for (let steps = 0; steps < MOST_STALE_PAGES; steps += 1) {
      const previous = after[0]?.page.previous;
      if (previous === undefined || previous === null) break;
      const read = await this.#read(previous, true);
      if (read === null) return null;
      const found = { page: read.page, position: previous };
      const following = after[0];
      if (following !== undefined) {
        const follows = await this.#follows(found, following);
        if (follows === null) return null;
        if (!follows) after.length = 0;
      }
      after.unshift(found);
      if (this.#window.joins(found.page)) return after;
    }
    throw new LostPlaceError(this.name);
  }

  /**
   * Whether `following`, which was read before `found`, is the page after it without a gap: `found` leads to it, and they share a row
   * or a second read shows that the list has not shifted meanwhile. Resolves to `null` without requests.
   */
  async #follows(found: PlacedPage<Row>, following: PlacedPage<Row>): Promise<boolean | null> {
    if (!isDeepStrictEqual(found.page.next, following.position)) return false;
    const ids = new Set(found.page.rows.map(({ id }) => id));
    if (following.page.rows.some(({ id }) => ids.has(id))) return true;
    const again = await this.#read(following.position, true);
    return again && haveSameIds(again.page, following.page);
  }
}

const haveSameIds = ({ rows }: SourcePage<unknown>, { rows: others }: SourcePage<unknown>): boolean =>
  rows.length === others.length && rows.every(({ id }, index) => id === others[index]?.id);
