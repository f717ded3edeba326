import type { SourcePage } from '../call-log/log-source.ts';
import { type WalkEdge, type WalkPage, walkCallLog } from '../call-log/walk-call-log.ts';
import { decodeCursor } from '../call-log/walk-cursor.ts';
import { InvalidCursorError, TooManySourcesError } from '../call-log/walk-errors.ts';
import { LightAbortController } from '../domain/abort-signal.ts';
import type { Call } from '../domain/call.ts';
import { BadUserInput, ProviderError, ProviderUnavailable } from '../domain/errors.ts';
import type { CallListRow, ListedAgent } from '../providers/abilities.ts';
import type { ReadContext } from '../upstream/read-context.ts';
import { notConfigured, type Upstream } from '../upstream/upstream.ts';
import { listAgents } from './agent-directory.ts';
import { type CallCount, countCalls } from './call-count.ts';
import { type CallLogFilter, matchesFilter } from './call-log-filter.ts';
import { failureCode, goneFailure, isSourceFailure, reportOf, type SourceReport } from './call-log-report.ts';
import type { ListSource } from './list-source.ts';
import { listsOf, type ProviderLists } from './provider-lists.ts';

/** Which page of which log is read. */
export interface CallLogInput {
  /** Most edges of the page, from 1 to `MAX_FIRST`. */
  readonly first: number;
  /** The cursor after which the page begins; `null` for the first page. */
  readonly after: string | null;
  readonly filter: CallLogFilter;
}

export const MAX_FIRST = 100;

export type CallLogRow = CallListRow<Call>;

/** One page of the log. */
export interface CallLogPage {
  readonly edges: readonly WalkEdge<CallLogRow>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  endCursor(): string | null;
  readonly complete: boolean;
  readonly sources: readonly SourceReport[];
  /** Reads the first page of each list that this page has not read. */
  count(): Promise<CallCount | null>;
}

/** One provider's agents, and what became of its directory. */
export interface AgentsOfProvider {
  readonly report: SourceReport;
  readonly agents: readonly ListedAgent[];
}

/** The logs of all providers for the length of one request: the same page is read once, however often it is selected. */
export class CallLogLoader {
  readonly #upstreams: ReadonlyMap<string, Upstream>;
  readonly #context: ReadContext;
  readonly #maxRequests: number;
  readonly #pages = new Map<string, Promise<CallLogPage>>();

  /** `maxRequests` bounds the list requests of one page. */
  constructor(upstreams: ReadonlyMap<string, Upstream>, context: ReadContext, maxRequests: number) {
    this.#upstreams = upstreams;
    this.#context = context;
    this.#maxRequests = maxRequests;
  }

  /**
   * Reads a page. Rejects with `BadUserInput` for a cursor of another filter, account or version, with the first failure
   * when every source that was read failed, and with `ProviderNotConfigured` when no provider that the filter leaves in
   * has a key.
   */
  page(input: CallLogInput): Promise<CallLogPage> {
    const key = JSON.stringify(input);
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const page = this.#read(input);
    this.#pages.set(key, page);
    return page;
  }

  /** The agents of `providers`, in their order. */
  async agents(providers: readonly string[]): Promise<readonly AgentsOfProvider[]> {
    this.#context.onCacheRead?.('agents', null);
    const upstreams = [...this.#upstreams.values()].filter(({ provider }) => providers.includes(provider.id));
    return Promise.all(upstreams.map((upstream) => this.#agentsOf(upstream)));
  }

  async #agentsOf(upstream: Upstream): Promise<AgentsOfProvider> {
    const { provider, accountKey } = upstream;
    const report = { provider: provider.id, failure: null, upstreamFilters: [] };
    if (provider.listAgents === undefined)
      return { report: { ...report, state: 'NOT_SUPPORTED' }, agents: [] };
    if (accountKey === null) return { report: { ...report, state: 'NOT_CONFIGURED' }, agents: [] };
    try {
      let stale: ProviderError | null = null;
      const { signal, span, owner, onUpstreamRequest, onFailure } = this.#context;
      const onStale = (failure: ProviderError): void => {
        stale = failure;
      };
      const agents = await listAgents(upstream, {
        signal,
        span,
        owner,
        onUpstreamRequest,
        onStale,
        onFailure,
      });
      return { report: { ...report, ...stateOf(stale, 'STALE') }, agents: agents ?? [] };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { report: { ...report, ...stateOf(error, 'FAILED') }, agents: [] };
    }
  }

  async #read({ first, after, filter }: CallLogInput): Promise<CallLogPage> {
    // A list changes by the second, so no response that holds one is reused.
    this.#context.onCacheRead?.('call log', null);
    const scope = this.#scopeOf(filter);
    if (after !== null) checkCursor(after, scope);
    const all = await Promise.all(
      [...this.#upstreams.values()].map((upstream) =>
        listsOf(upstream, filter, headRowsOf(first), this.#context),
      ),
    );
    const readable = all.filter(({ state }) => state === 'ASKED');
    if (readable.length === 0) throwIfUnconfigured(all);
    const signal = this.#context.signal ?? new LightAbortController();
    const filters = new Map(readable.map((each) => [each.upstream.provider.id, each.filter]));
    const byName = new Map(readable.flatMap(({ lists }) => lists.map((list) => [list.name, list] as const)));
    const sources = readable.flatMap(({ directory, lists }) => [
      ...(directory === null ? [] : [directory]),
      ...lists,
    ]);
    const walk = await walkCallLog<CallLogRow>(sources, {
      first,
      cursor: after,
      scope,
      maxRequests: this.#maxRequests,
      signal,
      keep: (row) => matchesFilter(row, filters.get(row.callKey.provider) ?? {}),
      cache: cacheOver(byName),
      codeOf: failureCode,
    }).catch(toInputError);
    signal.throwIfAborted();
    throwUnexpected(walk);
    setImmediate(storeCalls, walk, byName);
    const reports = withGone(
      walk,
      all.map((each) => reportOf(each, walk.sources)),
      all,
    );
    if (walk.allFailed) throw firstError(reports);
    return {
      edges: walk.edges,
      hasNextPage: walk.hasNextPage,
      hasPreviousPage: after !== null,
      endCursor: () => walk.endCursor,
      complete: walk.complete,
      sources: reports,
      count: () => countCalls(readable, reports, { signal, maxRequests: this.#maxRequests }),
    };
  }

  /** Identifies the filter and the accounts, the only ones for which a cursor is valid. */
  #scopeOf(filter: CallLogFilter): string {
    const accounts = [...this.#upstreams.values()].map(({ accountKey }) => accountKey);
    const members = Object.entries(filter)
      .map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map((each) => JSON.stringify(each)).toSorted() : value,
      ])
      .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1));
    return JSON.stringify([members, accounts]);
  }
}

/** Lengths of a list's first page: few, so that pages of the log of different lengths share what the cache holds. */
const HEAD_LENGTHS = [25, 50];

/** The rows with which each list begins, for a page of `first` calls: one list may have to fill it alone. */
const headRowsOf = (first: number): number => HEAD_LENGTHS.find((rows) => rows >= first) ?? MAX_FIRST;

/** The error for a client that accepts no incomplete log. It says why `page` is incomplete. */
export function incompleteLogError(page: CallLogPage): ProviderError {
  return firstError(page.sources);
}

function firstError(reports: readonly SourceReport[]): ProviderError {
  const failed = reports.filter(({ state }) => state === 'FAILED');
  const error = failed.find(({ failure }) => failure?.error != null)?.failure?.error;
  if (error != null) return error;
  const [report] = failed;
  return new ProviderUnavailable(
    { provider: report?.provider ?? '' },
    report?.failure?.message ?? 'The log is incomplete. Start again without a cursor.',
  );
}

const stateOf = (failure: ProviderError | null, state: 'STALE' | 'FAILED') =>
  failure === null
    ? { state: 'ANSWERED' as const, failure: null }
    : { state, failure: { code: failure.code, message: failure.message, error: failure } };

function checkCursor(cursor: string, scope: string): void {
  try {
    decodeCursor(cursor, scope);
  } catch (error) {
    toInputError(error);
  }
}

function toInputError(error: unknown): never {
  if (error instanceof InvalidCursorError || error instanceof TooManySourcesError)
    throw new BadUserInput(error.message);
  throw error;
}

/** Throws for a log whose providers lack a key, every one of them. A log that no provider can have calls for is empty. */
function throwIfUnconfigured(all: readonly ProviderLists[]): void {
  const unconfigured = all.find(({ state }) => state === 'NOT_CONFIGURED');
  if (unconfigured !== undefined) throw notConfigured(unconfigured.upstream.provider, null);
}

/** The walk counts any error as a source's failure. An error of this server's own is none. */
function throwUnexpected({ sources }: WalkPage<CallLogRow>): void {
  for (const outcome of sources.values()) {
    if (outcome.state === 'FAILED' && outcome.error !== null && !isSourceFailure(outcome.error))
      throw outcome.error;
  }
}

/** Blames a walk that is incomplete without a failed source on the providers that are listed by agent: an agent is gone. */
function withGone(
  { complete }: WalkPage<CallLogRow>,
  reports: readonly SourceReport[],
  all: readonly ProviderLists[],
): readonly SourceReport[] {
  if (complete || reports.some(({ state }) => state === 'FAILED')) return reports;
  return reports.map((report, index) => {
    const lists = all[index];
    if (lists?.directory == null) return report;
    return { ...report, state: 'FAILED', failure: goneFailure(lists.upstream.provider.title) };
  });
}

/**
 * Stores the page's calls that are whole records. It runs in a turn of its own, so that a page that needs nothing else is sent
 * before. An error there has no request to fail, and would end the process: a call that cannot be stored is fetched when it is read.
 */
function storeCalls({ edges }: WalkPage<CallLogRow>, lists: ReadonlyMap<string, ListSource>): void {
  for (const { source, row } of edges) {
    try {
      lists.get(source)?.storeCall(row);
    } catch {
      // the next call may be stored
    }
  }
}

const cacheOver = (lists: ReadonlyMap<string, ListSource>) => ({
  get: (name: string, position: Parameters<ListSource['peek']>[0]): SourcePage<CallLogRow> | undefined =>
    lists.get(name)?.peek(position),
  set: () => {},
});
