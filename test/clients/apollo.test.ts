import type { ApolloClient } from '@apollo/client';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { createApolloClient } from './apollo.ts';
import { CallList, CallPage, CallSummary, VoxworksDetails } from './documents.ts';
import { EXAMPLE_IDS, LIVE_CALL } from './example-ids.ts';
import { unmask } from './generated/index.ts';

const TEN_MINUTES_MS = 600_000;
const clock = createTestClock();
let server: TestServer;
let client: ApolloClient;
beforeAll(async () => {
  server = await startTestServer({}, { clock });
});
afterAll(() => server.stop());
beforeEach(() => {
  client = createApolloClient(`${server.url}/graphql`);
});

const id = EXAMPLE_IDS.VoxworksCall;

it('keeps a call once, whether a list or its own page asked for it, and each agent by its global id', async () => {
  await client.query({ query: CallList, variables: { ids: Object.values(EXAMPLE_IDS) } });
  await client.query({ query: CallPage, variables: { id } });
  const keys = Object.keys(client.cache.extract() as Record<string, unknown>).filter(
    (key) => key !== '__META',
  );
  const calls = Object.entries(EXAMPLE_IDS).map(([type, callId]) => `${type}:${callId}`);
  expect(keys.filter((key) => !key.startsWith('Agent:')).sort()).toEqual(['ROOT_QUERY', ...calls].sort());
  const agents = keys.filter((key) => key.startsWith('Agent:'));
  expect(agents.length).toBeGreaterThan(0);
  for (const key of agents) expect(key).toMatch(/^Agent:\w+:agent:./);
});

it('gives a page what a list has learnt since', async () => {
  const page = { query: CallPage, variables: { id: LIVE_CALL } };
  const before = await client.query(page);
  expect(unmask(CallSummary, before.data?.call)?.durationSeconds).toBeNull();
  clock.advance(TEN_MINUTES_MS);
  await client.query({ query: CallList, variables: { ids: [LIVE_CALL] } });
  const after = client.readQuery(page);
  expect(unmask(CallSummary, after?.call)).toMatchObject({ status: 'COMPLETED', durationSeconds: 52 });
});

it('keeps the fields of interface and provider fragments through the cache', async () => {
  const { data: fetched } = await client.query({ query: CallPage, variables: { id } });
  const cached = client.readQuery({ query: CallPage, variables: { id } });
  expect(cached).toEqual(fetched);
  const call = cached?.call;
  expect(unmask(CallSummary, call)?.status).toBe('COMPLETED');
  expect(call?.__typename === 'VoxworksCall' && unmask(VoxworksDetails, call).objectives).not.toHaveLength(0);
});

it('a call that was fetched before comes from the Apollo cache', async () => {
  await client.query({ query: CallPage, variables: { id } });
  const again = await client.query({ query: CallPage, variables: { id }, fetchPolicy: 'cache-only' });
  expect(again.data?.call?.__typename).toBe('VoxworksCall');
});
