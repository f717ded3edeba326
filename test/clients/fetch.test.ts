import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import {
  CallList,
  CallPage,
  CallSummary,
  OsviDetails,
  PuretalkDetails,
  SynthflowDetails,
  VoxworksDetails,
} from './documents.ts';
import { EXAMPLE_IDS } from './example-ids.ts';
import { ask } from './fetch.ts';
import { unmask } from './generated/index.ts';

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startTestServer();
  url = `${server.url}/graphql`;
});
afterAll(() => server.stop());

it('reads what every call has through one fragment, whichever provider ran it', async () => {
  const { data, errors } = await ask(url, CallList, { ids: Object.values(EXAMPLE_IDS) });
  expect(errors).toBeUndefined();
  const calls = (data?.calls ?? []).map((call) => unmask(CallSummary, call));
  expect(calls.map((call) => call?.__typename)).toEqual(Object.keys(EXAMPLE_IDS));
  expect(calls.map((call) => call?.id)).toEqual(Object.values(EXAMPLE_IDS));
  for (const call of calls) expect(call?.status).toBe('COMPLETED');
});

it('reads what only one provider has once __typename has told which it is', async () => {
  const seen: string[] = [];
  for (const id of Object.values(EXAMPLE_IDS)) {
    const { data } = await ask(url, CallPage, { id });
    const call = data?.call;
    switch (call?.__typename) {
      case 'VoxworksCall':
        expect(unmask(VoxworksDetails, call).objectives?.length).toBeGreaterThan(0);
        break;
      case 'SynthflowCall':
        expect(unmask(SynthflowDetails, call).endCallReason).toBe('AGENT_ENDED_CALL');
        break;
      case 'PuretalkCall':
        expect(unmask(PuretalkDetails, call).voice?.name).toEqual(expect.any(String));
        break;
      case 'OsviCall':
        expect(unmask(OsviDetails, call).tag?.color).toMatch(/^#/);
        break;
    }
    if (call) seen.push(call.__typename);
  }
  expect(seen).toEqual(Object.keys(EXAMPLE_IDS));
});

it('has null for a call that does not exist, and errors beside the data for one that failed', async () => {
  const ids = ['synthflow:no-such-call', 'osvi:always-refused', EXAMPLE_IDS.OsviCall];
  const { data, errors } = await ask(url, CallList, { ids });
  expect(data?.calls?.map((call) => call?.__typename)).toEqual([undefined, undefined, 'OsviCall']);
  expect(errors).toMatchObject([{ path: ['calls', 1], extensions: { code: 'PROVIDER_REJECTED' } }]);
});
