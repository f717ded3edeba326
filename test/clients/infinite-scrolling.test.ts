import { afterAll, beforeAll, expect, it } from 'vitest';
import { globalId, type ListServers, startListServers } from '../support/list-servers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { createApolloClient } from './apollo.ts';
import { CallLogPage } from './documents.ts';
import { createUrqlClient } from './urql.ts';

let lists: ListServers;
let server: TestServer;
beforeAll(async () => {
  lists = await startListServers(10);
  server = await startTestServer(lists.environment);
});
afterAll(async () => {
  await server.stop();
  await lists.close();
});

const FILTER = { providers: ['OSVI' as const] };
const expected = (): string[] => (lists.calls['osvi'] ?? []).map(globalId);

it('Apollo Client joins the pages of one filter', async () => {
  const client = createApolloClient(`${server.url}/graphql`);
  const first = await client.query({ query: CallLogPage, variables: { filter: FILTER } });
  const after = first.data?.callLog?.pageInfo.endCursor ?? null;
  await client.query({
    query: CallLogPage,
    variables: { filter: FILTER, after },
    fetchPolicy: 'network-only', // as fetchMore does: the list is in the cache, whatever `after` is
  });
  const joined = client.readQuery({ query: CallLogPage, variables: { filter: FILTER } })?.callLog;
  expect(joined?.edges.map(({ node }) => node.id)).toEqual(expected());
  expect(joined?.pageInfo.hasNextPage).toBe(false);
});

it('urql joins the pages of one filter', async () => {
  const client = createUrqlClient(`${server.url}/graphql`);
  const first = await client.query(CallLogPage, { filter: FILTER });
  const after = first.data?.callLog?.pageInfo.endCursor ?? null;
  const second = await client.query(CallLogPage, { filter: FILTER, after });
  expect(second.data?.callLog?.edges.map(({ node }) => node.id)).toEqual(expected());
});
