import { afterEach, describe, expect, it } from 'vitest';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** How one of Voxworks’ two addresses answers. */
type Behaviour = 'answers' | 'absent' | 'down' | 'refuses' | 'limits';

let provider: MockServer;
let testServer: TestServer;

const RECORDS: Readonly<Record<string, object>> = {
  'get-call': { status: 'completed', team_id: 'team-7', transcript: 'Agent: Hello.', duration: 42 },
  'get-call-result': { status: 'completed', rating: 4, transcript_json: [{ role: 'agent', text: 'Hello.' }] },
};

async function open(behaviours: Readonly<Record<string, Behaviour>>): Promise<void> {
  provider = await startMockServer(({ url = '' }, response) => {
    const [, , , endpoint = '', id] = url.split('/');
    const behaviour = id === 'well' ? 'answers' : behaviours[endpoint];
    if (behaviour === 'absent') return sendJson(response, 404, {});
    if (behaviour === 'down') return sendJson(response, 503, {});
    if (behaviour === 'refuses') return sendJson(response, 200, { success: false });
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

/** Asks, and sums up each error as its path and code. */
async function ask(selection: string) {
  const { data, errors = [] } = await testServer.query(`{ ${selection} }`);
  return { data, errors: errors.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]) };
}

describe('a call that needs two addresses of its provider, one of which fails', () => {
  it('is whole but for the fields that only that address has', async () => {
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

  it('says at each of those fields what went wrong, with provider and id', async () => {
    await open({ 'get-call': 'refuses' });
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

  it('loses the transcript to its turns, and to nothing else', async () => {
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

  it('leaves whole whoever else asks for it in the same operation', async () => {
    await open({ 'get-call-result': 'limits' });
    expect(
      await ask('one: call(id: "voxworks:1") { status } two: voxworksCall(callId: "1") { teamId rating }'),
    ).toEqual({
      data: { one: { status: 'COMPLETED' }, two: { teamId: 'team-7', rating: null } },
      errors: [['two.rating', 'PROVIDER_RATE_LIMITED']],
    });
  });

  it('fails when the other address does not know of it, for nobody then says whether there is one', async () => {
    await open({ 'get-call': 'absent', 'get-call-result': 'down' });
    expect(await ask('voxworksCall(callId: "1") { teamId rating }')).toEqual({
      data: { voxworksCall: null },
      errors: [['voxworksCall', 'PROVIDER_UNAVAILABLE']],
    });
  });

  it('fails when both addresses do', async () => {
    await open({ 'get-call': 'refuses', 'get-call-result': 'down' });
    expect(await ask('voxworksCall(callId: "1") { teamId rating }')).toEqual({
      data: { voxworksCall: null },
      errors: [['voxworksCall', 'PROVIDER_REJECTED']],
    });
  });

  it('is whole again as soon as the address answers', async () => {
    await open({ 'get-call-result': 'refuses' });
    const query = 'voxworksCall(callId: "1") { teamId rating }';
    expect((await ask(query)).errors).toEqual([['voxworksCall.rating', 'PROVIDER_REJECTED']]);
    provider.answerWith(({ url = '' }, response) =>
      sendJson(response, 200, { success: true, call: { id: '1', ...RECORDS[url.split('/')[3] ?? ''] } }),
    );
    expect(await ask(query)).toEqual({ data: { voxworksCall: { teamId: 'team-7', rating: 4 } }, errors: [] });
  });
});
