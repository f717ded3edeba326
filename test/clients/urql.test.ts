import type { Client } from '@urql/core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createTestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { CallList, CallPage, CallSummary, SynthflowDetails } from './documents.ts';
import { EXAMPLE_IDS, LIVE_CALL } from './example-ids.ts';
import { unmask } from './generated/index.ts';
import { createUrqlClient } from './urql.ts';

const TEN_MINUTES_MS = 600_000;
const clock = createTestClock();
let server: TestServer;
let client: Client;
beforeAll(async () => {
  server = await startTestServer({}, { clock });
});
afterAll(() => server.stop());
const warn = vi.spyOn(console, 'warn'); // where graphcache says, once, what it cannot place
beforeEach(() => {
  client = createUrqlClient(`${server.url}/graphql`);
});

const id = EXAMPLE_IDS.SynthflowCall;

it("reads a call through the interface fragment and its provider's own", async () => {
  const { data, error } = await client.query(CallPage, { id });
  expect(error).toBeUndefined();
  const call = data?.call;
  expect(unmask(CallSummary, call)?.provider).toBe('SYNTHFLOW');
  expect(call?.__typename === 'SynthflowCall' && unmask(SynthflowDetails, call).timezone).toBe(
    'Europe/Berlin',
  );
});

it('keeps a call once: a page shows what a list has learnt since', async () => {
  const before = await client.query(CallPage, { id: LIVE_CALL });
  expect(unmask(CallSummary, before.data?.call)?.durationSeconds).toBeNull();
  clock.advance(TEN_MINUTES_MS);
  await client.query(CallList, { ids: [LIVE_CALL] });
  const after = client.readQuery(CallPage, { id: LIVE_CALL });
  expect(unmask(CallSummary, after?.data?.call)).toMatchObject({ status: 'COMPLETED', durationSeconds: 52 });
});

it('finds a place in its cache for all that any provider sends', async () => {
  for (const callId of Object.values(EXAMPLE_IDS)) await client.query(CallPage, { id: callId });
  expect(warn).not.toHaveBeenCalled();
});
