import { afterEach, describe, expect, it } from 'vitest';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** The behaviour of one of Voxworks' two endpoints. */
type Behaviour = 'responds' | 'absent' | 'down' | 'rejects' | 'limits';

let provider: MockServer;
let testServer: TestServer;

const RECORDS: Readonly<Record<string, object>> = {
  'get-call': { status: 'completed', team_id: 'team-7', transcript: 'Agent: Hello.', duration: 42 },
  'get-call-result': { status: 'completed', rating: 4, transcript_json: [{ role: 'agent', text: 'Hello.' }] },
};

async function open(behaviours: Readonly<Record<string, Behaviour>>): Promise<void> {
  provider = await startMockServer(({ url = '' }, response) => {
    const [, , , endpoint = '', id] = url.split('/');
    const behaviour = id === 'well' ? 'responds' : behaviours[endpoint];
    if (behaviour === 'absent') return sendJson(response, 404, {});
    if (behaviour === 'down') return sendJson(response, 503, {});
    if (behaviour === 'rejects') return sendJson(response, 200, { success: false });
    if (behaviour === 'limits') return sendJson(response, 429, {}, { 'retry-after': '60' });
    sendJson(response, 200, { success: true, call: { id, ...RECORDS[endpoint] } });
  });
  testServer = await startTestServer(
    { VOXWORKS_API_KEY: 'key', VOXWORKS_BASE_URL: provider.url, UPSTREAM_RETRIES: '0' },
    { random: () => 0 },
  );
}

afterEach(async () => {
  await testServer.stop();
  await provider.close();
});

/** Sends a query, and reduces each error to its path and code. */
async function ask(selection: string) {
  const { data, errors = [] } = await testServer.query(`{ ${selection} }`);
  return { data, errors: errors.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]) };
}

describe('a call that needs two endpoints of its provider, one of which fails', () => {
  it('is complete except for the fields that only that endpoint has', async () => {
    await open({ 'get-call-result': 'down' });
    expect(await ask('voxworksCall(callId: "1") { id status durationSeconds teamId rating }')).toEqual({
      data: {
        voxworksCall: {
          id: 'voxworks:1',
          status: 'COMPLETED',
          durationSeconds: 42,
          teamId: 'team-7',
          rating: null,
        },
      },
      errors: [['voxworksCall.rating', 'PROVIDER_UNAVAILABLE']],
    });
  });

  it('has an error with provider and id at each of those fields', async () => {
    await open({ 'get-call': 'rejects' });
    const { data, errors } = await testServer.query(
      '{ call(id: "voxworks:1") { raw ... on VoxworksCall { team: teamId rating } } }',
    );
    expect(data).toEqual({ call: { raw: null, team: null, rating: 4 } });
    expect(errors?.map(({ path, extensions }) => ({ path, ...extensions }))).toEqual(
      ['raw', 'team'].map((field) => ({
        path: ['call', field],
        code: 'PROVIDER_REJECTED',
        provider: 'VOXWORKS',
        providerCallId: '1',
      })),
    );
  });

  it('loses its transcript only when the turns are selected', async () => {
    await open({ 'get-call-result': 'down' });
    const TEXT = { text: 'Agent: Hello.' };
    expect(await ask('voxworksCall(callId: "1") { teamId rating transcript { text } }')).toEqual({
      data: { voxworksCall: { teamId: 'team-7', rating: null, transcript: TEXT } },
      errors: [['voxworksCall.rating', 'PROVIDER_UNAVAILABLE']],
    });
    expect(await ask('voxworksCall(callId: "1") { teamId transcript { text turns { text } } }')).toEqual({
      data: { voxworksCall: { teamId: 'team-7', transcript: null } },
      errors: [['voxworksCall.transcript.turns', 'PROVIDER_UNAVAILABLE']],
    });
  });

  it('is complete for other fields of the same operation', async () => {
    await open({ 'get-call-result': 'limits' });
    expect(
      await ask('one: call(id: "voxworks:1") { status } two: voxworksCall(callId: "1") { teamId rating }'),
    ).toEqual({
      data: { one: { status: 'COMPLETED' }, two: { teamId: 'team-7', rating: null } },
      errors: [['two.rating', 'PROVIDER_RATE_LIMITED']],
    });
  });

  it('fails when the other endpoint does not have it, because the call may exist all the same', async () => {
    await open({ 'get-call': 'absent', 'get-call-result': 'down' });
    expect(await ask('voxworksCall(callId: "1") { teamId rating }')).toEqual({
      data: { voxworksCall: null },
      errors: [['voxworksCall', 'PROVIDER_UNAVAILABLE']],
    });
  });

  it('fails when both endpoints fail', async () => {
    await open({ 'get-call': 'rejects', 'get-call-result': 'down' });
    expect(await ask('voxworksCall(callId: "1") { teamId rating }')).toEqual({
      data: { voxworksCall: null },
      errors: [['voxworksCall', 'PROVIDER_REJECTED']],
    });
  });

  it('is complete again as soon as the endpoint responds', async () => {
    await open({ 'get-call-result': 'rejects' });
    const query = 'voxworksCall(callId: "1") { teamId rating }';
    expect((await ask(query)).errors).toEqual([['voxworksCall.rating', 'PROVIDER_REJECTED']]);
    provider.respondWith(({ url = '' }, response) =>
      sendJson(response, 200, { success: true, call: { id: '1', ...RECORDS[url.split('/')[3] ?? ''] } }),
    );
    expect(await ask(query)).toEqual({
      data: { voxworksCall: { teamId: 'team-7', rating: 4 } },
      errors: [],
    });
  });
});
