import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ListServers, startListServers } from '../support/list-servers.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { idsOf, pageOf, walk } from './log-client.ts';

let lists: ListServers;
let server: TestServer;
let clock: TestClock;
const start = async (environment: Record<string, string> = {}): Promise<void> => {
  server = await startTestServer({ ...lists.environment, ...environment }, { clock });
};
beforeEach(async () => {
  clock = createTestClock();
  lists = await startListServers(300);
});
afterEach(async () => {
  await server.stop();
  await lists.close();
});

const paths = (from = 0): string[] =>
  lists
    .requests()
    .slice(from)
    .map((line) => line.replace(/\?.*/, ''));

const FIRST_PAGE = [
  'osvi /v1/calls',
  'puretalk /calls',
  'synthflow /assistants/',
  'synthflow /calls',
  'synthflow /calls',
  'synthflow /calls',
  'voxworks /api/v1/calls',
];

describe('a page', () => {
  it('sends one list request to each source, and requests agents once', async () => {
    await start();
    await pageOf(server, { first: 25 });
    expect(paths()).toEqual(FIRST_PAGE);
  });

  it('that is asked for 50 times at once takes as many requests as one', async () => {
    await start();
    const pages = await Promise.all(Array.from({ length: 50 }, () => pageOf(server, { first: 25 })));
    expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1);
    expect(paths()).toEqual(FIRST_PAGE);
  });

  it('after another page sends none while its rows are cached', async () => {
    await start();
    const first = await pageOf(server, { first: 25 });
    await pageOf(server, { first: 25, after: first.pageInfo.endCursor });
    expect(paths()).toEqual(FIRST_PAGE);
  });

  it('is read anew when seconds have passed', async () => {
    await start();
    await pageOf(server, { first: 25 });
    clock.advance(4_000);
    await pageOf(server, { first: 25 });
    expect(paths().filter((path) => path === 'osvi /v1/calls')).toHaveLength(2);
    expect(paths().filter((path) => path === 'synthflow /assistants/')).toHaveLength(1);
  });

  it('that is selected twice in one operation is read once', async () => {
    await start();
    await server.query('{ a: callLog { nodes { id } } b: callLog { nodes { id } } }');
    expect(paths()).toEqual(FIRST_PAGE);
  });

  it('ends early once its requests are spent, and the walk stays exact', async () => {
    await start({ CALL_LOG_MAX_REQUESTS: '3' });
    const pages = await walk(server, { first: 100 });
    expect(idsOf(pages)).toHaveLength(1_200);
    expect(new Set(idsOf(pages)).size).toBe(1_200);
    expect(pages[0]?.edges).toEqual([]);
    expect(pages[0]?.pageInfo).toMatchObject({ hasNextPage: true, endCursor: expect.any(String) });
    expect(pages.every(({ complete }) => complete)).toBe(true);
  });
});

describe('80 agents', () => {
  it('are enumerated once, and the next page asks only those that can contribute', async () => {
    lists.agents = Array.from({ length: 80 }, (_each, index) => `agent-${index}`);
    await start({ CALL_LOG_MAX_REQUESTS: '100' });
    const filter = { providers: ['SYNTHFLOW'] };
    const first = await pageOf(server, { first: 25, filter });
    expect(paths()).toHaveLength(81);
    expect(first.edges).toHaveLength(25);
    clock.advance(2 * 60_000);
    const before = lists.requests().length;
    await pageOf(server, { first: 25, filter, after: first.pageInfo.endCursor });
    expect(paths(before).length).toBeLessThan(8);
    const pages = await walk(server, { first: 100, filter });
    expect(idsOf(pages)).toHaveLength(300);
  });

  it('of which one is gone in the middle of a walk leave the log incomplete', async () => {
    await start();
    const filter = { providers: ['SYNTHFLOW'] };
    const first = await pageOf(server, { first: 5, filter });
    lists.agents = lists.agents.slice(1);
    clock.advance(10 * 60_000);
    const second = await pageOf(server, { first: 5, filter, after: first.pageInfo.endCursor });
    expect(second.complete).toBe(false);
    expect(second.sources.find(({ provider }) => provider === 'SYNTHFLOW')?.state).toBe('FAILED');
  });
});

describe('agents', () => {
  it('are those that each provider lists, without what else their records hold', async () => {
    await start();
    const { data, errors } = await server.query(
      '{ agents { agents { id provider providerAgentId name } sources { provider state } } }',
    );
    expect(errors).toBeUndefined();
    const directory = data?.['agents'] as { agents: { provider: string; id: string }[]; sources: object[] };
    expect(directory.agents.map(({ provider }) => provider)).toEqual(
      ['OSVI', 'PURETALK', 'SYNTHFLOW'].flatMap((provider) => Array(3).fill(provider)),
    );
    expect(directory.agents[0]).toEqual({
      id: 'osvi:agent:agent-0',
      provider: 'OSVI',
      providerAgentId: 'agent-0',
      name: 'Agent agent-0',
    });
    expect(directory.sources).toContainEqual({ provider: 'VOXWORKS', state: 'NOT_SUPPORTED' });
  });
});

describe('totalCount', () => {
  const countOf = async (filter: object): Promise<unknown> => {
    const { data } = await server.query<{ callLog: { totalCount: unknown } }>(
      'query ($filter: CallLogFilter) { callLog(first: 1, filter: $filter) { totalCount { value precision } } }',
      { filter },
    );
    return data?.callLog.totalCount;
  };

  it('is exact where providers state totals and apply the whole filter', async () => {
    await start();
    expect(await countOf({ providers: ['OSVI', 'PURETALK'] })).toEqual({ value: 600, precision: 'EXACT' });
    const busy = (lists.calls['osvi'] ?? []).filter(({ status }) => status === 'BUSY').length;
    expect(await countOf({ providers: ['OSVI'], statuses: ['BUSY'] })).toEqual({
      value: busy,
      precision: 'EXACT',
    });
    expect(await countOf({ providers: [] })).toEqual({ value: 0, precision: 'EXACT' });
  });

  it('never pretends', async () => {
    await start();
    expect(await countOf({})).toMatchObject({ precision: 'AT_LEAST' });
    expect(await countOf({ providers: ['VOXWORKS'] })).toBeNull();
    expect(await countOf({ providers: ['OSVI'], minDurationSeconds: 10 })).toBeNull();
  });
});
