import { afterEach, describe, expect, it } from 'vitest';
import { globalId, type ListServers, startListServers } from '../support/list-servers.ts';
import type { ListedCall } from '../support/listed-calls.ts';
import { NEWEST } from '../support/listed-calls.ts';
import { createTestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { idsOf, type LogPage, pageOf, walk } from './log-client.ts';

let lists: ListServers;
let server: TestServer;
afterEach(async () => {
  await server.stop();
  await lists.close();
});

/** A copy of the newest call of a provider that begins later. */
function arrival(provider: string, count: number): ListedCall {
  const [newest] = lists.calls[provider] ?? [];
  if (newest === undefined) throw new Error('There is no call');
  const id = `${provider}-new-${count}`;
  const at = NEWEST + count * 1_000;
  const iso = new Date(at).toISOString();
  const times = {
    created_at: iso,
    start_time: provider === 'synthflow' ? String(at) : iso,
    actual_time: iso,
  };
  return { ...newest, id, at, record: { ...newest.record, ...times, call_id: id, id } };
}

describe('a walk while calls arrive at every provider', () => {
  it.each([
    [7, 70],
    [25, 250],
  ])(
    'gives each call that was there when it began once, in order: pages of %i, lists of %i',
    async (first, count) => {
      const clock = createTestClock();
      lists = await startListServers(count);
      server = await startTestServer({ ...lists.environment, CLIENT_OPERATIONS_PER_SECOND: '0' }, { clock });
      const began = lists.all().map(globalId);
      const pages: LogPage[] = [];
      let arrived = 0;
      let after: string | null = null;
      do {
        const page: LogPage = await pageOf(server, { first, after });
        pages.push(page);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        arrived += 1;
        for (const provider of Object.keys(lists.calls))
          lists.calls[provider]?.unshift(arrival(provider, arrived));
        clock.advance(arrived % 3 === 0 ? 2_000 : 90_000);
      } while (after !== null);
      const given = idsOf(pages).filter((id) => !id.includes('-new-'));
      expect(given).toEqual(began);
      expect(pages.every(({ complete }) => complete)).toBe(true);
    },
  );
});

describe('a list that is ordered by another time than its rows state', () => {
  it('gives each call once, and bounds by time leave none out', async () => {
    lists = await startListServers(150, ['voxworks']);
    for (const [index, call] of (lists.calls['voxworks'] ?? []).entries()) {
      // Every fifth call was booked two days before it began, and no row states its creation.
      const at = call.at + (index % 5 === 0 ? 48 * 3_600_000 : 0);
      const record = { ...call.record, actual_time: new Date(at).toISOString() };
      lists.calls['voxworks']?.splice(index, 1, { ...call, at, record });
    }
    lists.intercept = (_provider, { pathname, searchParams }, response) => {
      if (pathname !== '/api/v1/calls') return false;
      const before = Date.parse(searchParams.get('cursor') ?? '2100-01-01T00:00:00Z');
      const rows = (lists.calls['voxworks'] ?? []).filter(
        ({ record }) => Date.parse(String(record['created_at'])) < before,
      );
      const page = rows.slice(0, 50);
      const last = page.at(-1)?.record['created_at'];
      const calls = page.map(({ record: { created_at: _, ...rest } }) => rest);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ success: true, calls, meta: { next_cursor: rows.length > 50 ? last : null } }),
      );
      return true;
    };
    server = await startTestServer({ ...lists.environment });
    const all = lists.calls['voxworks'] ?? [];
    // The provider's own pages lose calls of equal creation times at their edges, which nothing on a row tells.
    const distinct = all.filter(
      ({ record }, index) => record['created_at'] !== all[index - 1]?.record['created_at'],
    );
    lists.calls['voxworks']?.splice(0, all.length, ...distinct);
    const ids = idsOf(await walk(server, { first: 20 }));
    expect(ids.toSorted()).toEqual(distinct.map(globalId).toSorted());
    const since = new Date(NEWEST + 3_600_000).toISOString();
    const late = idsOf(await walk(server, { first: 20, filter: { since } }));
    expect(late.toSorted()).toEqual(
      distinct
        .filter(({ at }) => at >= Date.parse(since))
        .map(globalId)
        .toSorted(),
    );
    expect(late.length).toBeGreaterThan(3);
  });
});
