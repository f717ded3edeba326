import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { puretalk } from '../fixtures/puretalk.ts';
import { sendJson } from '../support/mock-server.ts';
import { expectOddKeys, oddKeys } from '../support/odd-keys.ts';
import { describeProvider } from '../support/provider-contract.ts';
import { describeFields } from '../support/provider-fields.ts';
import { at, type ProviderUnderTest, startProviderUnderTest } from '../support/provider-under-test.ts';

describe('the contract', () => describeProvider(puretalk));
describe('the record', () => describeFields(puretalk));

const { record } = puretalk;
let underTest: ProviderUnderTest;
beforeAll(async () => {
  underTest = await startProviderUnderTest(puretalk);
});
afterAll(() => underTest.close());

// Of the deviations that the research lists: D25, D26, D28 and D29 are tested here by number. D27 is about the
// envelopes of the list and campaign endpoints, which this server does not request.

it.each([
  ['queued', 'QUEUED'],
  ['ringing', 'RINGING'],
  ['in-progress', 'IN_PROGRESS'],
  ['in progress', 'IN_PROGRESS'],
  ['completed', 'COMPLETED'],
  ['no-answer', 'NO_ANSWER'],
  ['busy', 'BUSY'],
  ['canceled', 'CANCELED'],
  ['failed', 'FAILED'],
])('D26: status %j is %s', async (word, status) => {
  expect(await underTest.read({ ...record, status: word })).toMatchObject({ status, providerStatus: word });
});

it('a completed call that a machine answered reached a voicemail box', async () => {
  const calls = await underTest.readAll([
    { ...record, answered_by: 'machine' },
    { ...record, answered_by: 'machine', status: 'failed' },
    { ...record, answered_by: 'Ravi' },
    { ...record, answered_by: 'machine', call_type: 'incoming' },
    { ...record, answered_by: 'machine', call_type: null },
  ]);
  expect(calls).toMatchObject([
    { status: 'VOICEMAIL', answeredBy: 'MACHINE' },
    { status: 'FAILED', answeredBy: 'MACHINE' },
    { status: 'COMPLETED', answeredBy: 'UNKNOWN', providerAnsweredBy: 'Ravi' },
    { status: 'COMPLETED', answeredBy: 'MACHINE' }, // the agent answers an inbound call
    { status: 'VOICEMAIL', answeredBy: 'MACHINE' },
  ]);
});

it.each([
  [
    { model: 'gpt-3.5-turbo', k: 1 },
    { model: 'gpt-3.5-turbo', value: { model: 'gpt-3.5-turbo', k: 1 } },
  ],
  ['This is the metadata', { model: null, value: 'This is the metadata' }],
  [{ model: 5 }, { model: null, value: { model: 5 } }],
  ['', null],
  [null, null],
])('D25: metadata of %j is %j', async (metadata, seen) => {
  expect((await underTest.read({ ...record, metadata }))['metadata']).toEqual(seen);
});

it('D28: a record of the older, smaller kind is read', async () => {
  const { call_analysis: _1, answered_by: _2, sentiment: _3, is_billed: _4, ...older } = record;
  const call = await underTest.read({ ...older, transcript_object: [{ role: 'user', content: 'Hi' }] });
  expect(call).toMatchObject({
    status: 'COMPLETED',
    analysis: null,
    summary: null,
    extractedData: null,
    answeredBy: null,
    sentiment: null,
    isBilled: null,
    transcript: {
      turns: [{ role: 'CUSTOMER', text: 'Hi', interrupted: null, toolCalls: [], latency: null }],
    },
  });
});

it.each([
  [null, null],
  [{ first_name: 'Anna' }, null],
  [[], []],
  [
    ['a', 1, '', null, {}],
    ['a', '1', ''],
  ],
])('D29: variables of %j are %j', async (variables, seen) => {
  expect((await underTest.read({ ...record, variables }))['variables']).toEqual(seen);
});

it.each([
  ['positive', 'POSITIVE'],
  ['neutral', 'NEUTRAL'],
  ['negative', 'NEGATIVE'],
  ['n/a', null],
  ['mixed', 'UNKNOWN'],
])('a sentiment of %j is %j, and stays readable', async (sentiment, seen) => {
  expect(await underTest.read({ ...record, sentiment })).toMatchObject({
    sentiment: seen,
    providerSentiment: sentiment,
  });
});

it.each([
  ['twilio', 'TWILIO', 'PHONE'],
  ['telnyx', 'TELNYX', 'PHONE'],
  ['web', 'WEB', 'WEB'],
])('protocol %j is %s on channel %s', async (protocol, seen, channel) => {
  expect(await underTest.read({ ...record, protocol })).toMatchObject({ protocol: seen, channel });
});

it.each([
  ['incoming', 'INBOUND', '+1234567890'],
  ['outgoing', 'OUTBOUND', '+1234567891'],
  ['sideways', 'UNKNOWN', null],
])('in an %s call the customer is at the other end', async (call_type, direction, phoneNumber) => {
  const call = await underTest.read({ ...record, call_type });
  expect(call).toMatchObject({ direction, from: '+1234567890', to: '+1234567891' });
  expect(at(call, 'customer.phoneNumber')).toBe(phoneNumber);
});

it.each([
  ['https://api.puretalk.ai/api/calls/1234567890/recording', 'PROVIDER_KEY'],
  ['https://bucket.s3.amazonaws.com/a.mp3?X-Amz-Signature=1', 'UNKNOWN'],
])('a recording at %j takes %s', async (url, access) => {
  expect((await underTest.read({ ...record, call_recording_url: url }))['recording']).toMatchObject({
    url,
    access,
  });
});

describe('the transcript', () => {
  it('of turns tells who speaks, tools included', async () => {
    const roles = ['assistant', 'user', 'tool', 'Assistant', 'narrator', null];
    const call = await underTest.read({
      ...record,
      transcript_object: roles.map((role) => ({ role, content: 'x' })),
    });
    expect(at(call, 'transcript.turns')).toMatchObject(
      ['AGENT', 'CUSTOMER', 'TOOL', 'AGENT', 'UNKNOWN', 'UNKNOWN'].map((role, index) => ({
        role,
        providerRole: roles[index],
      })),
    );
  });

  it('of turns falls back on lines of the plain one that name their speaker', async () => {
    const calls = await underTest.readAll([
      { ...record, transcript_object: null },
      { ...record, transcript_object: [], transcript: 'no speaker is named here: not one' },
    ]);
    expect(calls.map((call) => at(call, 'transcript.turns'))).toMatchObject([
      [
        { role: 'AGENT', text: 'Hello' },
        { role: 'CUSTOMER', text: 'Hi' },
      ],
      [],
    ]);
  });

  it('keeps arguments that are no JSON as the text they are', async () => {
    const call = await underTest.read({
      ...record,
      transcript_object: [
        { function_args: 'not {json', tool_calls: ['bare', 7, { function: { name: 'f', arguments: '[1' } }] },
      ],
    });
    expect(at(call, 'transcript.turns.0')).toMatchObject({
      functionArguments: 'not {json',
      toolCalls: [
        { name: null, arguments: null, raw: 'bare' },
        { name: null, arguments: null, raw: 7 },
        { name: 'f', arguments: '[1' },
      ],
    });
  });

  it('of a megabyte arrives whole, turn by turn', async () => {
    const turns = Array.from({ length: 10_000 }, (_, index) => ({
      role: 'user',
      content: `${index} مرحبا 👩🏽‍🔧 ${'.'.repeat(90)}`,
    }));
    const call = await underTest.read({ ...record, transcript_object: turns });
    expect(at(call, 'transcript.turns.9999.text')).toBe(turns[9999]?.content);
  });
});

it('keys that every object inherits are data like any others', async () => {
  const named = Object.entries(oddKeys()).map(([name, value]) => ({ name, value }));
  const call = await underTest.read({
    ...record,
    call_analysis: { post_analysis_data: named },
    metadata: oddKeys(),
    transcript_object: [
      { role: '__proto__', function_args: JSON.stringify(oddKeys()), tool_calls: [oddKeys()] },
    ],
  });
  expectOddKeys(call['extractedData']);
  expectOddKeys(at(call, 'metadata.value'));
  expectOddKeys(at(call, 'transcript.turns.0.functionArguments'));
  expectOddKeys(at(call, 'transcript.turns.0.toolCalls.0.raw'));
  expectOddKeys(at(call, 'raw.metadata'));
});

it.each([
  [{ msg: 'Success', err: false }, 'Success'],
  [{ msg: 'שלום 👋', err: 'false' }, 'שלום 👋'],
  [{ msg: null, err: null }, null],
  [{ msg: 7, err: 0 }, null],
  [{}, null],
])(
  'a response with the message %j holds the call, and the message reads %j',
  async (said, responseMessage) => {
    const id = `said ${JSON.stringify(said)}`;
    underTest.server.respondWith((_request, response) =>
      sendJson(response, 200, { ...said, results: { ...record, call_id: id } }),
    );
    const query = 'query ($id: ID!) { puretalkCall(callId: $id) { responseMessage status } }';
    expect(await underTest.testServer.query(query, { id })).toEqual({
      data: { puretalkCall: { responseMessage, status: 'COMPLETED' } },
    });
  },
);
