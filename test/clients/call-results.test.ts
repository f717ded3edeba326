import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { createApolloClient } from './apollo.ts';
import { CallResults } from './documents.ts';
import { createUrqlClient } from './urql.ts';

let providers: MockProviders;
let server: TestServer;
beforeAll(async () => {
  providers = await startMockProviders((callId, response) => {
    const status = { absent: 404, failed: 400 }[callId];
    if (status === undefined) return {};
    response.writeHead(status).end();
    return undefined;
  });
  server = await startTestServer(providers.environment);
});
afterAll(async () => {
  await server.stop();
  await providers.close();
});

const IDS = ['osvi:present', 'osvi:absent', 'osvi:failed'];
const REQUEST = { query: CallResults, variables: { ids: IDS } };

/** What a page would say of each call. */
const describeResults = (
  results:
    | readonly { readonly call: unknown; readonly error: { readonly code: string } | null }[]
    | null
    | undefined,
): string[] =>
  (results ?? []).map(({ call, error }) => error?.code ?? (call === null ? 'no such call' : 'a call'));
const EXPECTED = ['a call', 'no such call', 'PROVIDER_REJECTED'];

it('an absent call and a failed call stay apart in the cache of Apollo Client, after another write too', async () => {
  const client = createApolloClient(`${server.url}/graphql`);
  const { data } = await client.query(REQUEST);
  expect(describeResults(data?.callResults)).toEqual(EXPECTED);
  await client.query({ query: CallResults, variables: { ids: IDS.slice(0, 2) } }); // writes to the same entities
  expect(describeResults(client.readQuery(REQUEST)?.callResults)).toEqual(EXPECTED);
  const again = await client.query({ ...REQUEST, fetchPolicy: 'cache-only' });
  expect(describeResults(again.data?.callResults)).toEqual(EXPECTED);
});

it('an absent call and a failed call stay apart in the cache of urql, after another write too', async () => {
  const client = createUrqlClient(`${server.url}/graphql`);
  const { data } = await client.query(CallResults, { ids: IDS });
  expect(describeResults(data?.callResults)).toEqual(EXPECTED);
  await client.query(CallResults, { ids: IDS.slice(0, 2) });
  expect(describeResults(client.readQuery(CallResults, { ids: IDS })?.data?.callResults)).toEqual(EXPECTED);
});
