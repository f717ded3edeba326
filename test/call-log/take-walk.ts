import type { LogSource, PageCache, SourcePage } from '../../src/call-log/log-source.ts';
import {
  type WalkEdge,
  type WalkOptions,
  type WalkPage,
  walkCallLog,
} from '../../src/call-log/walk-call-log.ts';
import type { FakeCall } from './fake-list.ts';

export type TestOptions = Partial<WalkOptions<FakeCall>>;

/** One page with the defaults of the graph. */
export const takePage = (
  sources: readonly LogSource<FakeCall>[],
  options: TestOptions = {},
): Promise<WalkPage<FakeCall>> =>
  walkCallLog(sources, {
    first: 25,
    cursor: null,
    scope: 'account',
    maxRequests: 50,
    signal: new AbortController().signal,
    ...options,
  });

/** Walks to the last page; `between` runs after each page. Fails when the walk does not end. */
export async function takeWalk(
  sources: readonly LogSource<FakeCall>[],
  options: TestOptions = {},
  between: (page: WalkPage<FakeCall>) => void = () => {},
): Promise<{ readonly edges: readonly WalkEdge<FakeCall>[]; readonly pages: readonly WalkPage<FakeCall>[] }> {
  const pages: WalkPage<FakeCall>[] = [];
  let cursor = options.cursor ?? null;
  for (let turn = 0; turn < 2_000; turn += 1) {
    const page = await takePage(sources, { ...options, cursor });
    pages.push(page);
    if (!page.hasNextPage) return { edges: pages.flatMap(({ edges }) => edges), pages };
    cursor = page.endCursor;
    between(page);
  }
  throw new Error('The walk does not end.');
}

/** Keeps every page for ever. */
export function keepEverything(): PageCache<FakeCall> {
  const pages = new Map<string, SourcePage<FakeCall>>();
  const keyOf = (source: string, position: unknown) => JSON.stringify([source, position]);
  return {
    get: (source, position) => pages.get(keyOf(source, position)),
    set: (source, position, page) => void pages.set(keyOf(source, position), page),
  };
}
