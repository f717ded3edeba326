import type { LogSource, Position, SourcePage, SourceRow } from '../call-log/log-source.ts';
import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Call } from '../domain/call.ts';
import { toCallId } from '../domain/call-key.ts';
import { ProviderBadResponse, type ProviderError } from '../domain/errors.ts';
import type {
  CallListInput,
  CallListOperation,
  CallListPage,
  CallListRow,
  ListParameters,
} from '../providers/abilities.ts';
import type { ReadContext } from '../upstream/read-context.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** The longest time by which a row may be out of order in a list that its provider calls ordered. */
const ORDER_MARGIN_MS = 24 * 3_600_000;

export interface ListSourceOptions {
  readonly upstream: Upstream;
  readonly operation: CallListOperation<Call>;
  readonly parameters: ListParameters;
  /** Rows of the first page to request at most: few clients read on. Later pages are as long as the provider allows. */
  readonly headRows: number;
  /** The time at which the log ends; `null` when it has no such bound. */
  readonly since: Date | null;
  readonly context: ReadContext;
}

/** One list of one provider as a source of the log. */
export class ListSource implements LogSource<CallListRow<Call>> {
  readonly name: string;
  readonly #options: ListSourceOptions;
  #failure: ProviderError | null = null;

  constructor(options: ListSourceOptions) {
    this.#options = options;
    this.name = `${options.upstream.provider.id} ${JSON.stringify(options.parameters)}`;
  }

  /** The failure in whose place an old page was served; `null` when there was none. */
  get failure(): ProviderError | null {
    return this.#failure;
  }

  async read(position: Position | null, signal: AbortSignalLike): Promise<SourcePage<CallListRow<Call>>> {
    return this.#toSourcePage(await this.#page(position, signal));
  }

  /** The page if the cache has it fresh. */
  peek(position: Position | null): SourcePage<CallListRow<Call>> | undefined {
    const { upstream, operation } = this.#options;
    const page = upstream.peek(operation, this.#inputOf(position));
    return page == null ? undefined : this.#toSourcePage(page);
  }

  /** The number of rows in the list; `null` when the provider does not say, or when an old page was served. */
  async total(signal: AbortSignalLike): Promise<number | null> {
    const { upstream, operation } = this.#options;
    const page = upstream.peek(operation, this.#inputOf(null)) ?? (await this.#page(null, signal));
    return this.#failure === null ? page.total : null;
  }

  /** The walk has looked into the cache before it reads: a page that is there has not served it, and is read anew. */
  async #page(position: Position | null, signal: AbortSignalLike): Promise<CallListPage<Call>> {
    const { upstream, operation, context } = this.#options;
    const input = this.#inputOf(position);
    const readContext: ReadContext = {
      signal,
      span: context.span,
      owner: context.owner,
      onUpstreamRequest: context.onUpstreamRequest,
      onStale: (failure) => {
        this.#failure = failure;
        context.onFailure?.(failure);
      },
    };
    const isCached = upstream.peek(operation, input) != null;
    const reading = isCached
      ? upstream.refetch(operation, input, readContext)
      : upstream.run(operation, input, readContext);
    if (context.onFailure !== undefined) reading.catch(context.onFailure);
    const page = await reading;
    if (page === null) {
      const { id, title } = upstream.provider;
      throw new ProviderBadResponse(
        { provider: id },
        `${title} has no list of calls at its endpoint. Ask the operator of this server to check the base URL.`,
      );
    }
    return page;
  }

  #inputOf(position: Position | null): CallListInput {
    const { operation, parameters, headRows } = this.#options;
    const { pageSize } = operation;
    return position === null
      ? { parameters, cursor: null, limit: Math.min(headRows, pageSize) }
      : { parameters, cursor: String(position), limit: pageSize };
  }

  #toSourcePage(page: CallListPage<Call>): SourcePage<CallListRow<Call>> {
    const rows = toSourceRows(page);
    const next = page.next === null || this.#isPastSince(page) ? null : toPosition(page.next);
    if (page.previous === undefined) return { rows, next };
    return { rows, next, previous: page.previous === null ? null : toPosition(page.previous) };
  }

  /** Whether every row after this page is older than the log. */
  #isPastSince({ rows, inOrder }: CallListPage<Call>): boolean {
    const { since } = this.#options;
    if (since === null || !inOrder || rows.length === 0) return false;
    const times = rows.map(({ at }) => at?.getTime() ?? Number.NaN);
    const isFalling = times.every((time, index) => time <= (times[index - 1] ?? Number.POSITIVE_INFINITY));
    return isFalling && (times.at(-1) ?? Number.NaN) < since.getTime() - ORDER_MARGIN_MS;
  }

  /** Stores the row as its call where it is the whole record, which saves the request for the call. */
  storeCall(row: CallListRow<Call>): void {
    const { upstream, operation } = this.#options;
    const { callBodyOf } = operation;
    const [getCall] = upstream.provider.getCall;
    if (callBodyOf === null || upstream.isCachedOrInFlight(getCall, row.callKey)) return;
    const body = Buffer.from(JSON.stringify(callBodyOf(row)));
    upstream.put(getCall, row.callKey, { value: row.call, body, fetchedAtMs: row.call.fetchedAt.getTime() });
  }
}

const toSourceRows = ({ rows }: CallListPage<Call>): readonly SourceRow<CallListRow<Call>>[] =>
  rows.map((row) => ({
    id: toCallId(row.callKey),
    at: row.at === null ? null : row.at.getTime(),
    row,
  }));

/** Whole numbers take fewer bytes in a walk's cursor. */
const toPosition = (cursor: string): Position =>
  /^(?:0|[1-9]\d{0,14})$/.test(cursor) ? Number(cursor) : cursor;
