import type { LogSource, Position, SourcePage } from '../../src/call-log/log-source.ts';

export interface FakeCall {
  readonly id: string;
  readonly at: number | null;
  readonly status?: string;
}

/** How a list is paged: by offset with one row of overlap, by page number, or by the last row's place in a list that does not shift. */
export type Paging = 'OFFSET' | 'PAGE' | 'VALUE';

/** A provider's list in memory that counts its reads and can change while one walks. */
export class FakeList implements LogSource<FakeCall> {
  readonly name: string;
  calls: FakeCall[];
  readonly reads: string[] = [];
  /** Called before each read; what it throws fails the read. */
  onRead: () => void | Promise<void> = () => {};
  readonly #paging: Paging;
  readonly #size: number;
  /** Every call that was ever in the list, so that a place outlives its call. */
  readonly #history: string[];

  constructor(name: string, calls: readonly FakeCall[], paging: Paging, size: number) {
    this.name = name;
    this.calls = [...calls];
    this.#history = calls.map(({ id }) => id);
    this.#paging = paging;
    this.#size = size;
  }

  arrive(call: FakeCall): void {
    this.calls.unshift(call);
    this.#history.unshift(call.id);
  }

  remove(id: string): void {
    this.calls = this.calls.filter((call) => call.id !== id);
  }

  async read(position: Position | null): Promise<SourcePage<FakeCall>> {
    this.reads.push(JSON.stringify(position));
    await this.onRead();
    if (this.#paging === 'OFFSET') return this.#byOffset(Number(position ?? 0));
    if (this.#paging === 'PAGE') return this.#byPage(Number(position ?? 1));
    return this.#byValue(position);
  }

  #byOffset(offset: number): SourcePage<FakeCall> {
    const end = offset + this.#size;
    return {
      rows: this.#rows(offset, end),
      next: end < this.calls.length ? end - 1 : null,
      previous: offset === 0 ? null : Math.max(0, offset - this.#size + 1),
    };
  }

  #byPage(page: number): SourcePage<FakeCall> {
    const end = page * this.#size;
    return {
      rows: this.#rows(end - this.#size, end),
      next: end < this.calls.length ? page + 1 : null,
      previous: page === 1 ? null : page - 1,
    };
  }

  #byValue(position: Position | null): SourcePage<FakeCall> {
    const place = position === null ? -1 : this.#history.indexOf(String(position));
    const left = this.calls.filter(({ id }) => this.#history.indexOf(id) > place);
    const rows = left.slice(0, this.#size);
    const last = rows.at(-1);
    return {
      rows: rows.map((call) => ({ id: call.id, at: call.at, row: call })),
      next: left.length > rows.length && last !== undefined ? last.id : null,
    };
  }

  #rows(from: number, to: number): SourcePage<FakeCall>['rows'] {
    return this.calls.slice(from, to).map((call) => ({ id: call.id, at: call.at, row: call }));
  }
}
