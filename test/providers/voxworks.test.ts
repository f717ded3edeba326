import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { knownProviders } from '../../src/server/start.ts';
import { asSentFrom, voxworks } from '../fixtures/voxworks.ts';
import { sendJson } from '../support/mock-server.ts';
import { expectOddKeys, oddKeys } from '../support/odd-keys.ts';
import { describeProvider } from '../support/provider-contract.ts';
import { describeFields } from '../support/provider-fields.ts';
import {
  at,
  type ProviderUnderTest,
  requestedId,
  startProviderUnderTest,
} from '../support/provider-under-test.ts';

describe('the contract', () => describeProvider(voxworks));
describe('the record', () => describeFields(voxworks));

const { record } = voxworks;
let underTest: ProviderUnderTest;
beforeAll(async () => {
  underTest = await startProviderUnderTest(voxworks);
});
afterAll(() => underTest.close());

// Of the deviations that the research lists: D37 to D39 and D41 are tested here by number. D40 is about the cursor
// of the list endpoint, which this server does not request.

describe('status', () => {
  it.each([
    ['completed', 'COMPLETED'],
    ['hang-up', 'COMPLETED'],
    ['dropout', 'COMPLETED'],
    ['rang-out', 'NO_ANSWER'],
    ['User unavailable', 'NO_ANSWER'],
    ['User rejected', 'REJECTED'],
    ['voicemail', 'VOICEMAIL'],
    ['failed', 'FAILED'],
  ])('D38: %j, however it is spelt, is %s, and stays readable', async (word, status) => {
    const spellings = [
      word,
      word.toUpperCase(),
      word.replaceAll(/[- ]/g, '_'),
      word.replaceAll(/[- ]/g, ' '),
      word.replaceAll(/[- ]/g, '-'),
    ];
    const calls = await underTest.readAll(spellings.map((spelling) => ({ ...record, status: spelling })));
    expect(calls.map((call) => call['status'])).toEqual(spellings.map(() => status));
    expect(calls.map((call) => call['providerStatus'])).toEqual(spellings);
  });

  it('comes from progress where it is silent, and only there', async () => {
    const calls = await underTest.readAll([
      { ...record, status: null, progress: 'queued' },
      { ...record, status: null, progress: 'in_progress' },
      { ...record, status: null, progress: 'an alien word' },
      { ...record, status: 'an alien word', progress: 'completed' },
      { ...record, status: 'in-progress', progress: null },
      { ...record, status: null, progress: null },
    ]);
    expect(calls.map((call) => call['status'])).toEqual([
      'QUEUED',
      'IN_PROGRESS',
      'UNKNOWN',
      'UNKNOWN',
      'IN_PROGRESS',
      'UNKNOWN',
    ]);
  });

  it('is SCHEDULED for a call of which nothing is known but a time to come', async () => {
    const planned = { scheduled_time: '2999-01-01T00:00:00Z', status: null, progress: null };
    const calls = await underTest.readAll([
      planned,
      { ...planned, scheduled_time: '2020-01-01T00:00:00Z' },
      { ...planned, actual_time: '2020-01-01T00:00:00Z' },
      { ...planned, status: 'an alien word' },
    ]);
    expect(calls.map((call) => call['status'])).toEqual(['SCHEDULED', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
  });

  it('of a voicemail box means that a machine answered', async () => {
    expect(await underTest.read({ ...record, status: 'voicemail' })).toMatchObject({ answeredBy: 'MACHINE' });
    expect(await underTest.read(record)).toMatchObject({ answeredBy: null });
  });

  it('of a call that was not answered leaves no talk time', async () => {
    const calls = await underTest.readAll([
      { ...record, status: 'rang-out', duration: 0 },
      { ...record, status: 'failed', duration: 0 },
      { ...record, status: 'completed', duration: 0 },
    ]);
    expect(calls.map((call) => call['durationSeconds'])).toEqual([null, null, 0]);
  });
});

it.each([
  ['api_ended', 'API_REQUEST', null],
  ['agent-hang-up', 'AGENT_HANGUP', 'AGENT'],
  ['customer-hang-up', 'CUSTOMER_HANGUP', 'CUSTOMER'],
  ['max-duration', 'MAX_DURATION', 'SYSTEM'],
  ['silence-timeout', 'SILENCE', 'SYSTEM'],
  ['rang-out', 'NO_ANSWER', null],
  ['an alien word', 'UNKNOWN', null],
  [null, null, null],
])('an end for %j is %j, by %j', async (end_reason, endReason, endedBy) => {
  expect(await underTest.read({ ...record, end_reason })).toMatchObject({ endReason, endedBy });
});

it('type is direction and channel in one', async () => {
  const calls = await underTest.readAll(['outbound', 'inbound', 'web'].map((type) => ({ ...record, type })));
  expect(calls.map(({ type, direction, channel }) => [type, direction, channel])).toEqual([
    ['OUTBOUND', 'OUTBOUND', 'PHONE'],
    ['INBOUND', 'INBOUND', 'PHONE'],
    ['WEB', null, 'WEB'],
  ]);
});

describe('the transcript', () => {
  it('D41: of turns is read from a list, and from an object that holds one', async () => {
    const turns = [{ role: 'agent', content: 'a' }, { speaker: 'user', text: 'b' }, 'agent: c', 7];
    const layouts = [turns, { turns }, { messages: turns }, { segments: turns }, JSON.stringify(turns)];
    const calls = await underTest.readAll(layouts.map((layout) => ({ ...record, transcript_json: layout })));
    for (const call of calls) {
      expect(at(call, 'transcript.turns')).toMatchObject([
        { role: 'AGENT', providerRole: 'agent', text: 'a' },
        { role: 'CUSTOMER', providerRole: 'user', text: 'b' },
        { role: 'AGENT', providerRole: 'agent', text: 'c' },
      ]);
      expect(at(call, 'transcript.text')).toBe(record['transcript']);
    }
  });

  it('has turns from the lines of the plain transcript where no turns were sent', async () => {
    const calls = await underTest.readAll(
      [null, [], {}, { unknown: 'layout' }].map((json) => ({ ...record, transcript_json: json })),
    );
    for (const call of calls)
      expect(at(call, 'transcript.turns')).toMatchObject([{ text: 'Hello' }, { text: 'Hi' }]);
  });

  it('of a megabyte arrives whole', async () => {
    const transcript = `agent: ${'שלום 👋 '.repeat(130_000)}`;
    const call = await underTest.read({ ...record, transcript, transcript_json: null });
    expect(at(call, 'transcript.text')).toBe(transcript);
    expect(at(call, 'transcript.turns.0.role')).toBe('AGENT');
  });
});

it('keys that every object inherits are data like any others', async () => {
  const call = await underTest.read({
    ...record,
    structured_data: oddKeys(),
    objectives: [oddKeys()],
    post_call_actions: [oddKeys()],
    transcript_json: oddKeys(),
  });
  expectOddKeys(call['extractedData']);
  expectOddKeys(at(call, 'objectives.0.raw'));
  expectOddKeys(at(call, 'postCallActions.0.raw'));
  expectOddKeys(call['transcriptJson']);
  expectOddKeys(at(call, 'raw.structured_data'));
  expectOddKeys(at(call, 'resultRaw.post_call_actions.0'));
});

it('an objective or action that is not one costs itself, not its neighbours', async () => {
  const call = await underTest.read({
    ...record,
    objectives: [null, { title: 'kept' }, 'x', [1]],
    post_call_actions: [0],
  });
  expect(at(call, 'objectives')).toMatchObject([{ name: 'kept' }]);
  expect(at(call, 'postCallActions')).toEqual([]);
});

it('D37: the documented server is the default', () => {
  const { accounts } = readConfig({ VOXWORKS_API_KEY: 'k' }, knownProviders);
  expect(accounts.get('voxworks')?.baseUrl).toBe('https://api.voxworks.ai');
});

describe('the two endpoints', () => {
  /** The endpoints that received a request for the query, in alphabetical order. */
  async function requestedEndpoints(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<string[]> {
    const before = underTest.server.requests.length;
    next += 1;
    underTest.server.respondWith(({ url = '' }, response) =>
      sendJson(response, 200, asSentFrom(url, { ...record, id: requestedId(url) })),
    );
    const ids = { id: `voxworks:two-${next}`, callId: `two-${next}`, ...variables };
    const { errors } = await underTest.testServer.query(
      `query ($id: ID!, $callId: ID!, $yes: Boolean = true, $no: Boolean = false) { ${query} } ${FRAGMENTS}`
        .replaceAll('(callId)', '(callId: $callId)')
        .replaceAll('(id)', '(id: $id)')
        .replaceAll('(ids)', '(ids: [$id])'),
      ids,
    );
    expect(errors).toBeUndefined();
    return underTest.server.requests
      .slice(before)
      .map(({ url }) => url.split('/')[3] ?? '')
      .toSorted();
  }
  let next = 0;
  const FRAGMENTS = '';
  const CALL = ['get-call'];
  const RESULT = ['get-call-result'];
  const BOTH = [...CALL, ...RESULT];
  const SHARED = `id status providerStatus direction channel from to agent { id name } customer { contactId }
    scheduledAt startedAt endedAt durationSeconds endReason summary transcript { text } recording { url access }
    extractedData freshness { fetchedAt stale } type providerType progress objectives { name raw }`;

  it.each([
    ['shared fields', SHARED, CALL],
    ['nothing but __typename', '__typename', CALL],
    ['teamId', 'teamId', CALL],
    ['raw', 'raw', CALL],
    ['modifiedAt', 'modifiedAt', RESULT],
    ['transcriptJson', 'transcriptJson', RESULT],
    ['the turns of the transcript', 'transcript { turns { text } }', RESULT],
    ['rating', 'rating', RESULT],
    ['postCallActions', 'postCallActions { name }', RESULT],
    ['resultRaw', 'resultRaw', RESULT],
    ['fields of get-call-result and shared ones', `${SHARED} rating`, RESULT],
    ['fields of each', 'teamId rating', BOTH],
    ['both raw records', 'raw resultRaw', BOTH],
    ['aliases of fields of each', 'a: teamId b: rating', BOTH],
    ['an alias that looks like another field', 'rating: status', CALL],
    ['fields of each in an inline fragment', '... on VoxworksCall { teamId ... { rating } }', BOTH],
    [
      'a field of the interface and one of the type',
      '... on Call { raw } ... on VoxworksCall { rating }',
      BOTH,
    ],
    ["a fragment on another provider's type", '... on Node { id }', CALL],
    ['a field that is left out', 'teamId rating @include(if: $no)', CALL],
    ['a field that is skipped', 'teamId rating @skip(if: $yes)', CALL],
    ['a field that is put in', 'teamId rating @include(if: $yes)', BOTH],
    ['a field that is not skipped', 'teamId @skip(if: $no) rating', BOTH],
    ['a fragment that is left out', 'rating ... @include(if: $no) { teamId }', RESULT],
    ['turns that are left out', 'transcript { text turns @include(if: $no) { text } }', CALL],
  ])('D39: %s', async (_what, selection, endpoints) => {
    expect(
      await requestedEndpoints(
        `voxworksCall(callId) { ${selection} } unused: __typename @skip(if: $no) @include(if: $yes) o: call(id) @include(if: $no) { id }`,
      ),
    ).toEqual(endpoints);
  });

  it.each([
    ['call', 'call(id) { ... on VoxworksCall { teamId rating } }', BOTH],
    ["call with another provider's fields", 'call(id) { ... on OsviCall { raw retryCount } status }', CALL],
    ['node', 'node(id) { ... on Call { raw } ... on VoxworksCall { rating } }', BOTH],
    ['node without its fields', 'node(id) { id }', CALL],
    ['calls', 'calls(ids) { raw ... on VoxworksCall { rating } }', BOTH],
    ['nodes', 'nodes(ids) { ... on VoxworksCall { rating } }', RESULT],
    ['two fields whose needs come together', 'a: call(id) { raw } b: voxworksCall(callId) { rating }', BOTH],
    [
      'one need, met once for two fields',
      'a: call(id) { status } b: voxworksCall(callId) { rating }',
      RESULT,
    ],
    ['a list and a field', 'calls(ids) { status } voxworksCall(callId) { teamId rating }', BOTH],
    ['the same call thrice', 'a: call(id) { raw } b: node(id) { id } calls(ids) { status }', CALL],
  ])('D39: through %s', async (_what, selection, endpoints) => {
    const unused = 'z: voxworksCall(callId) @include(if: $no) { id } y: call(id) @skip(if: $yes) { id }';
    expect(await requestedEndpoints(`${selection} ${unused}`)).toEqual(endpoints);
  });

  it('are requested at the same time', async () => {
    let waiting: (() => void)[] = [];
    underTest.server.respondWith(({ url = '' }, response) => {
      waiting.push(() => sendJson(response, 200, asSentFrom(url, { ...record, id: requestedId(url) })));
      if (waiting.length < 2) return; // the first response waits for the second request
      for (const respond of waiting) respond();
      waiting = [];
    });
    const { data } = await underTest.testServer.query(
      '{ voxworksCall(callId: "at once") { teamId rating } }',
    );
    expect(data).toEqual({ voxworksCall: { teamId: 'team-7', rating: 4 } });
  });

  it("fill each other's gaps, member by member", async () => {
    const said: Record<string, object> = {
      'get-call': {
        team_id: 't',
        status: null,
        duration: {},
        call_summary: '',
        transcript: 'plain',
        type: 7,
      },
      'get-call-result': {
        status: 'voicemail',
        duration: '9',
        call_summary: 's',
        rating: 1,
        type: 'inbound',
      },
    };
    underTest.server.respondWith(({ url = '' }, response) =>
      sendJson(response, 200, { success: true, call: said[url.split('/')[3] ?? ''] ?? null }),
    );
    const { data, errors } = await underTest.testServer.query(
      '{ voxworksCall(callId: "gaps") { teamId status providerStatus answeredBy durationSeconds summary transcript { text } rating direction raw resultRaw } }',
    );
    expect(errors).toBeUndefined();
    expect(data?.['voxworksCall']).toEqual({
      teamId: 't',
      status: 'VOICEMAIL',
      providerStatus: 'voicemail',
      answeredBy: 'MACHINE',
      durationSeconds: 9,
      summary: 's',
      transcript: { text: 'plain' },
      rating: 1,
      direction: 'INBOUND',
      raw: said['get-call'],
      resultRaw: said['get-call-result'],
    });
  });

  it('may know of a call each without the other', async () => {
    const query = '{ voxworksCall(callId: "ID") { teamId rating status } }';
    for (const [id, missing, seen] of [
      ['no result', 'get-call-result', { teamId: 'team-7', rating: null, status: 'COMPLETED' }],
      ['result only', 'get-call', { teamId: null, rating: 4, status: 'COMPLETED' }],
    ] as const) {
      underTest.server.respondWith(({ url = '' }, response) =>
        url.split('/')[3] === missing
          ? sendJson(response, 404, { success: false, message: 'Not found' })
          : sendJson(response, 200, asSentFrom(url, { ...record, id })),
      );
      expect(await underTest.testServer.query(query.replace('ID', id))).toEqual({
        data: { voxworksCall: seen },
      });
    }
    underTest.server.respondWith((_request, response) => sendJson(response, 404, {}));
    expect(await underTest.testServer.query(query.replace('ID', 'neither'))).toEqual({
      data: { voxworksCall: null },
    });
  });
});
