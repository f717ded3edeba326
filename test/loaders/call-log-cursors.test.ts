import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANONYMOUS, type Principal } from '../../src/access/principal.ts';
import { createAccount } from '../../src/domain/account.ts';
import { globalId, type ListServers, startListServers } from '../support/list-servers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { askPage, idsOf, pageOf, walk } from './log-client.ts';

let lists: ListServers;
let server: TestServer;
beforeEach(async () => {
  lists = await startListServers(60);
  server = await startTestServer(lists.environment);
});
afterEach(async () => {
  await server.stop();
  await lists.close();
});

describe('a cursor', () => {
  const change = (cursor: string, place: number): string =>
    `${cursor.slice(0, place)}${cursor[place] === 'A' ? 'B' : 'A'}${cursor.slice(place + 1)}`;

  it.each<[string, (cursor: string) => Readonly<Record<string, unknown>>]>([
    ['of another filter', (after) => ({ after, filter: { statuses: ['BUSY'] } })],
    ['that is empty', () => ({ after: '' })],
    ['that is cut', (after) => ({ after: after.slice(0, -8) })],
    ['that is altered', (after) => ({ after: change(after, 30) })],
    ['of another version', (after) => ({ after: change(after, 0) })],
    ['that is none', () => ({ after: 'page two' })],
  ])('%s is rejected and sends nothing', async (_name, variables) => {
    const { pageInfo } = await pageOf(server, { first: 5 });
    const before = lists.requests().length;
    const { data, errors } = await askPage(server, variables(pageInfo.endCursor ?? ''));
    expect(data).toEqual({ callLog: null });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
    expect(lists.requests()).toHaveLength(before);
  });

  it('is accepted with the members of its filter in any order', async () => {
    const filter = { statuses: ['BUSY', 'COMPLETED'], providers: ['OSVI'] };
    const { pageInfo } = await pageOf(server, { first: 1, filter });
    const turned = { providers: ['OSVI'], statuses: ['COMPLETED', 'BUSY'] };
    await pageOf(server, { first: 1, filter: turned, after: pageInfo.endCursor });
  });

  it('goes on from any edge', async () => {
    const [whole] = await walk(server, { first: 100 });
    const tenth = whole?.edges[9]?.cursor ?? '';
    const next = await pageOf(server, { first: 10, after: tenth });
    expect(idsOf([next])).toEqual(idsOf(whole === undefined ? [] : [whole]).slice(10, 20));
    expect(next.pageInfo.hasPreviousPage).toBe(true);
  });

  it.each([0, -1, 101])('a page of %i is rejected', async (first) => {
    const { errors } = await askPage(server, { first });
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(lists.requests()).toEqual([]);
  });
});

describe('two tenants', () => {
  it('that walk at once see their own calls alone, and cannot use the cursors of each other', async () => {
    const other = await startListServers(60);
    for (const calls of Object.values(other.calls)) {
      for (const [index, call] of calls.entries()) {
        const renamed = JSON.parse(JSON.stringify(call).replaceAll(call.id, `other-${call.id}`));
        calls[index] = renamed;
      }
    }
    const accounts = new Map(
      Object.entries(other.servers).map(([id, { url }]) => [
        id,
        createAccount({ apiKey: 'key-of-south', baseUrl: url }),
      ]),
    );
    const principalOf = (isSouth: boolean): Principal => ({
      ...ANONYMOUS,
      accounts: isSouth ? accounts : null,
    });
    const tenants = await startTestServer(lists.environment, {
      endpoint: {
        accessControl: {
          authenticate: (header) => Promise.resolve(principalOf(header === 'Bearer south')),
          isCurrent: () => true,
        },
      },
    });
    const asNorth = { authorization: 'Bearer north' };
    const asSouth = { authorization: 'Bearer south' };
    const [ofNorth, ofSouth] = await Promise.all([
      walk(tenants, { first: 7 }, asNorth),
      walk(tenants, { first: 7 }, asSouth),
    ]);
    expect(idsOf(ofNorth)).toEqual(lists.all().map(globalId));
    expect(idsOf(ofSouth)).toEqual(other.all().map(globalId));
    const after = ofNorth[0]?.pageInfo.endCursor;
    const { errors } = await askPage(tenants, { after }, asSouth);
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    await tenants.stop();
    await other.close();
  });
});
