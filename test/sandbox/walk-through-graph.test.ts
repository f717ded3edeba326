import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { LIST_CLIENTS } from './sandbox-lists.ts';

/** Walks over the log of the whole sandbox. */
let server: TestServer;
let listed: ReadonlySet<string>;
let all: readonly Edge[];
let requestsByPage: readonly number[];

interface Edge {
  readonly at: string | null;
  readonly node: {
    readonly id: string;
    readonly provider: string;
    readonly status: string;
    readonly durationSeconds: number | null;
  };
}

interface Page {
  readonly complete: boolean;
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAGE = `query Page($first: Int, $after: String, $filter: CallLogFilter) {
  callLog(first: $first, after: $after, filter: $filter) {
    complete
    edges { at node { id provider status durationSeconds } }
    pageInfo { hasNextPage endCursor }
  }
}`;

async function pageOf(variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await server.query<{ callLog: Page | null }>(PAGE, variables);
  if (errors !== undefined || data?.callLog == null) throw new Error(JSON.stringify(errors));
  return data.callLog;
}

/** All edges of a walk. `between` runs after each page, with its number from 1. */
async function walk(
  variables: { readonly first: number; readonly filter?: unknown },
  between: (page: number) => Promise<void> = async () => {},
): Promise<readonly Edge[]> {
  const edges: Edge[] = [];
  for (let after: string | null = null, count = 1; ; count += 1) {
    const page: Page = await pageOf({ ...variables, after });
    expect(page.complete).toBe(true);
    edges.push(...page.edges);
    if (!page.pageInfo.hasNextPage) return edges;
    after = page.pageInfo.endCursor;
    await between(count);
  }
}

const idsOf = (edges: readonly Edge[]): string[] => edges.map(({ node: { id } }) => id);

/** Reads the live example of each provider, which its list has from then on. */
async function letCallsArrive(): Promise<void> {
  const ids = SANDBOX_PROVIDERS.map(({ id, examples }) => `${id}:${examples.liveCallId}`);
  await server.query('query ($ids: [ID!]!) { calls(ids: $ids) { id } }', { ids });
}

beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: 'info', CLIENT_OPERATIONS_PER_SECOND: '0' });
  const { sandbox } = server;
  if (sandbox === null) throw new Error('The server has no sandbox');
  const rows = await Promise.all(
    LIST_CLIENTS.map(async ({ id, idField, walk: walkList }) =>
      (await walkList(sandbox, {}, 100)).map((row) => `${id}:${String(row[idField])}`),
    ),
  );
  listed = new Set(rows.flat());
  const begin = server.log.length;
  all = await walk({ first: 100 }, async (page) => {
    if (page === 3) await letCallsArrive();
  });
  requestsByPage = server.log
    .slice(begin)
    .flatMap(({ operationName, upstreamRequests }) =>
      operationName === 'Page' ? Number(upstreamRequests) : [],
    );
}, 120_000);
afterAll(() => server.stop());

describe('a walk over the whole sandbox while calls arrive', () => {
  it('gives every call that the lists held when it began, once', () => {
    expect(listed.size).toBeGreaterThan(8_000);
    const given = new Set(idsOf(all));
    expect(given.size).toBe(all.length);
    expect([...listed].filter((id) => !given.has(id))).toEqual([]);
  });

  it('gives them newest first', () => {
    const times = all.flatMap(({ at }) => at ?? []);
    expect(times).toEqual(times.toSorted().reverse());
  });

  it('takes few requests a page', () => {
    const lists = SANDBOX_PROVIDERS.length + 10;
    expect(requestsByPage.length).toBeGreaterThan(80);
    expect(Math.max(...requestsByPage)).toBeLessThanOrEqual(lists);
    expect(requestsByPage.reduce((sum, count) => sum + count, 0) / requestsByPage.length).toBeLessThan(
      lists / 2,
    );
  });
});

describe('a walk over the sandbox with a filter', () => {
  /** Calls since yesterday may still change. */
  const until = new Date(Date.now() - 24 * 3_600_000).toISOString();
  const idsWhere = (matches: (call: Edge['node']) => boolean): string[] =>
    idsOf(all.filter(({ at, node }) => at !== null && at < until && matches(node)));

  it('that providers apply gives the same calls in pages of 7', async () => {
    const statuses = ['FAILED', 'BUSY'];
    const edges = await walk({ first: 7, filter: { providers: ['PURETALK', 'OSVI'], statuses, until } });
    expect(edges.length).toBeGreaterThan(200);
    expect(idsOf(edges)).toEqual(
      idsWhere(
        ({ provider, status }) => ['PURETALK', 'OSVI'].includes(provider) && statuses.includes(status),
      ),
    );
  });

  it('that no provider applies gives the same calls in pages of 25', async () => {
    const edges = await walk({
      first: 25,
      filter: { minDurationSeconds: 30, statuses: ['COMPLETED'], until },
    });
    expect(edges.length).toBeGreaterThan(1_000);
    expect(idsOf(edges)).toEqual(
      idsWhere(({ durationSeconds, status }) => Number(durationSeconds) >= 30 && status === 'COMPLETED'),
    );
  });

  it('of the oldest days gives the same calls in pages of 1', async () => {
    const oldest = all.flatMap(({ at }) => at ?? []).at(-60) ?? '';
    const edges = await walk({ first: 1, filter: { until: oldest } });
    expect(edges.length).toBeGreaterThan(50);
    expect(idsOf(edges)).toEqual(idsOf(all.filter(({ at }) => at !== null && at < oldest)));
  });
});
