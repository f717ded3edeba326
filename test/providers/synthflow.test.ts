import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import { listOf, synthflow } from '../fixtures/synthflow.ts';
import { sendJson } from '../support/mock-server.ts';
import { expectOddKeys, oddKeys } from '../support/odd-keys.ts';
import { describeProvider } from '../support/provider-contract.ts';
import { describeFields } from '../support/provider-fields.ts';
import { at, type ProviderUnderTest, startProviderUnderTest } from '../support/provider-under-test.ts';

describe('the contract', () => describeProvider(synthflow));
describe('the record', () => describeFields(synthflow));

const { record } = synthflow;
let underTest: ProviderUnderTest;
beforeAll(async () => {
  underTest = await startProviderUnderTest(synthflow);
});
afterAll(() => underTest.close());

// Of the deviations that the research lists, those that a read of one call can meet are tested here by number.
// Not relevant to this server: D7, D8, D9 (parameters of the list endpoint), D20 (the body of a POST) and
// D21 (the signature of a webhook).

describe('status', () => {
  it.each([
    ['pending', 'QUEUED'],
    ['registered', 'QUEUED'],
    ['paused', 'QUEUED'],
    ['ringing', 'RINGING'],
    ['in-progress', 'IN_PROGRESS'],
    ['completed', 'COMPLETED'],
    ['no-answer', 'NO_ANSWER'],
    ['busy', 'BUSY'],
    ['failed', 'FAILED'],
    ['spam', 'FAILED'],
    ['canceled', 'CANCELED'],
    ['user-canceled', 'CANCELED'],
    ['hangup_on_voicemail', 'VOICEMAIL'],
    ['left_voicemail', 'VOICEMAIL'],
  ])('D11: %j is %s', async (word, status) => {
    expect(await underTest.read({ ...record, status: word })).toMatchObject({ status, providerStatus: word });
  });

  it('D2, D4: is read from call_status where the record has no status', async () => {
    const { status: _, ...rest } = record;
    const calls = await underTest.readAll([
      { ...rest, call_status: 'busy' },
      { ...rest, status: {}, call_status: 'busy' },
      { ...rest, status: 'completed', call_status: 'busy' },
    ]);
    expect(calls.map(({ status, providerStatus }) => [status, providerStatus])).toEqual([
      ['BUSY', 'busy'],
      ['BUSY', 'busy'],
      ['COMPLETED', 'completed'],
    ]);
  });

  it('of a pending call with a time to come is SCHEDULED', async () => {
    const pending = { ...record, status: 'pending', telephony_start: null };
    const calls = await underTest.readAll([
      { ...pending, start_time: '9999999999999' },
      { ...pending, start_time: '1761150177868' },
      { ...pending, start_time: null },
    ]);
    expect(calls).toMatchObject([
      { status: 'SCHEDULED', scheduledAt: '2286-11-20T17:46:39.999Z', startedAt: null },
      { status: 'QUEUED', startedAt: null },
      { status: 'QUEUED', scheduledAt: null },
    ]);
  });

  it.each(['voicemail', 'voicemail_cut_off', 'voicemail_message_left'])(
    'completed with the reason %j is VOICEMAIL, and a machine answered',
    async (end_call_reason) => {
      expect(await underTest.read({ ...record, end_call_reason })).toMatchObject({
        status: 'VOICEMAIL',
        answeredBy: 'MACHINE',
        endReason: 'VOICEMAIL',
      });
    },
  );

  it('failed with SIP code 608 in the message is REJECTED', async () => {
    const calls = await underTest.readAll(
      ['608: Rejected', '487: Request Terminated', '6080', 'Error 608', ''].map((error_message) => ({
        ...record,
        status: 'failed',
        error_message,
      })),
    );
    expect(calls.map((call) => call['status'])).toEqual(['REJECTED', 'FAILED', 'FAILED', 'FAILED', 'FAILED']);
  });
});

describe('the end', () => {
  it.each([
    ['human_pick_up_cut_off', 'HUMAN_PICK_UP_CUT_OFF', 'UNKNOWN'],
    ['voicemail', 'VOICEMAIL', 'VOICEMAIL'],
    ['voicemail_cut_off', 'VOICEMAIL_CUT_OFF', 'VOICEMAIL'],
    ['voicemail_message_left', 'VOICEMAIL_MESSAGE_LEFT', 'VOICEMAIL'],
    ['agent_ended_call', 'AGENT_ENDED_CALL', 'AGENT_HANGUP'],
    ['agent_goodbye', 'AGENT_ENDED_CALL', 'AGENT_HANGUP'],
    ['human_ended_call', 'HUMAN_ENDED_CALL', 'CUSTOMER_HANGUP'],
    ['human_hangup', 'HUMAN_ENDED_CALL', 'CUSTOMER_HANGUP'],
    ['human_goodbye', 'HUMAN_ENDED_CALL', 'CUSTOMER_HANGUP'],
    ['custom_end_call', 'CUSTOM_END_CALL', 'CUSTOM'],
    ['timeout', 'TIMEOUT', 'TIMEOUT'],
    ['max_duration', 'TIMEOUT', 'MAX_DURATION'],
    ['error', 'ERROR', 'ERROR'],
    ['user_canceled', 'USER_CANCELED', 'CANCELED'],
    ['undefined', 'UNKNOWN', 'UNKNOWN'],
  ])('D1: %j is %s, or %s among all providers', async (word, endCallReason, endReason) => {
    expect(await underTest.read({ ...record, end_call_reason: word })).toMatchObject({
      endCallReason,
      endReason,
      providerEndReason: word,
    });
  });

  it('D18: has its reason in the error message when the reason says only that the call is over', async () => {
    const calls = await underTest.readAll([
      { ...record, end_call_reason: 'completed', error_message: 'agent_goodbye' },
      { ...record, end_call_reason: null, error_message: 'agent_goodbye' },
      { ...record, end_call_reason: 'completed', error_message: 'Account not found!' },
      { ...record, end_call_reason: 'alien', error_message: 'agent_goodbye' },
    ]);
    expect(calls).toMatchObject([
      { endReason: 'AGENT_HANGUP', endCallReason: 'AGENT_ENDED_CALL', providerEndReason: 'agent_goodbye' },
      { endReason: 'AGENT_HANGUP', endCallReason: 'AGENT_ENDED_CALL', providerEndReason: 'agent_goodbye' },
      { endReason: 'UNKNOWN', providerEndReason: 'completed', errorMessage: 'Account not found!' },
      { endReason: 'UNKNOWN', providerEndReason: 'alien', errorMessage: 'agent_goodbye' },
    ]);
  });

  it.each([
    ['outbound', 'caller', null, 'AGENT'],
    ['outbound', 'callee', null, 'CUSTOMER'],
    ['inbound', 'caller', null, 'CUSTOMER'],
    ['inbound', 'callee', null, 'AGENT'],
    [null, 'caller', null, 'UNKNOWN'],
    ['sideways', 'callee', null, 'UNKNOWN'],
    [null, 'caller', 'agent_ended_call', 'AGENT'],
    ['outbound', null, 'agent_ended_call', 'AGENT'],
    ['outbound', null, 'human_ended_call', 'CUSTOMER'],
    ['outbound', null, 'timeout', 'SYSTEM'],
    ['outbound', null, 'max_duration', 'SYSTEM'],
    ['outbound', null, 'alien', null],
    ['outbound', null, 'error', null],
    ['outbound', 'alien', null, 'UNKNOWN'],
    ['outbound', 'alien', 'timeout', 'SYSTEM'],
  ])(
    'of an %s call, hung up by %s for %s, came from %s',
    async (type_of_call, telephony_hangup, reason, party) => {
      const call = await underTest.read({
        ...record,
        type_of_call,
        telephony_hangup,
        end_call_reason: reason,
      });
      expect(call['endedBy']).toBe(party);
    },
  );

  it.each([
    ['unknown', 'UNKNOWN'],
    ['callee_hangup', 'CALLEE_HANGUP'],
    ['caller_hangup', 'CALLER_HANGUP'],
    ['error', 'ERROR'],
    ['forbidden', 'FORBIDDEN'],
  ])('of the connection, %j, is %s', async (word, reason) => {
    expect(await underTest.read({ ...record, telephony_disconnect_reason: word })).toMatchObject({
      telephonyDisconnectReason: reason,
      providerTelephonyDisconnectReason: word,
    });
  });

  it('tells that a person picked up, unless it was the person who called', async () => {
    const ended = { ...record, end_call_reason: 'human_ended_call' };
    const calls = await underTest.readAll(
      ['outbound', 'inbound', null].map((type_of_call) => ({ ...ended, type_of_call })),
    );
    expect(calls.map((call) => call['answeredBy'])).toEqual(['HUMAN', null, null]);
  });
});

describe('the list in the response', () => {
  const ask = async (body: Json) => {
    asked += 1;
    const id = `list-${asked}`;
    const text = JSON.stringify(body).replaceAll('"ASKED"', JSON.stringify(id));
    underTest.server.respondWith((_request, response) => sendJson(response, 200, JSON.parse(text)));
    const { data, errors } = await underTest.testServer.query<{
      synthflowCall: { agent: { providerAgentId: string } } | null;
    }>(`{ synthflowCall(callId: "${id}") { agent { providerAgentId } } }`);
    return errors?.[0]?.extensions['code'] ?? data?.synthflowCall?.agent.providerAgentId ?? null;
  };
  let asked = 0;
  const mine = { call_id: 'ASKED', model_id: 'mine' };
  const other = { call_id: 'other', model_id: 'other' };
  const anonymous = { model_id: 'anonymous' };

  it.each<readonly [string, Json, unknown]>([
    ['the requested call', listOf(mine), 'mine'],
    ['it after others', listOf(other, mine), 'mine'],
    ['it among things that are no records', listOf(null, 'x', other, [], mine), 'mine'],
    ['it before one that does not say its id', listOf(anonymous, mine), 'mine'],
    ['nothing', listOf(), null],
    ['another call only', listOf(other), 'PROVIDER_BAD_RESPONSE'],
    ['other calls only', listOf(other, { ...other, call_id: 'third' }), 'PROVIDER_BAD_RESPONSE'],
    ['one record that does not say its id', listOf(anonymous), 'anonymous'],
    ['several that do not say their ids', listOf(anonymous, anonymous), 'PROVIDER_BAD_RESPONSE'],
    ['no records', listOf('x', 5), 'PROVIDER_BAD_RESPONSE'],
  ])('D12: holding %s', async (_what, body, seen) => {
    expect(await ask(body)).toBe(seen);
  });

  it.each([
    ['ok', 'mine'],
    ['success', 'mine'],
    ['OK', 'mine'],
    [null, 'mine'],
    ['error', 'PROVIDER_REJECTED'],
  ])('D22: with status %j', async (status, seen) => {
    expect(await ask({ ...listOf(mine), status })).toBe(seen);
  });

  it.each<readonly [Json, Json | undefined, Json]>([
    ['ok', { total_records: 1, limit: 20, offset: 0 }, { totalRecords: 1, limit: 20, offset: 0 }],
    ['ok', { total_records: '41', limit: ' 20 ', offset: '0' }, { totalRecords: 41, limit: 20, offset: 0 }],
    [
      'ok',
      { total_records: null, limit: 1.5, offset: [] },
      { totalRecords: null, limit: null, offset: null },
    ],
    ['ok', {}, { totalRecords: null, limit: null, offset: null }],
    ['שלום 👋', null, null],
    ['', undefined, null],
    [null, 'x', null],
    [7, [], null],
  ])('tells what it says about itself: status %j, page %j', async (status, page, pagination) => {
    selfDescribed += 1;
    const id = `self-${selfDescribed}`;
    underTest.server.respondWith((_request, response) =>
      sendJson(
        response,
        200,
        JSON.parse(JSON.stringify({ status, response: { pagination: page, calls: [{ call_id: id }] } })),
      ),
    );
    const query = `{ synthflowCall(callId: "${id}") { responseStatus pagination { totalRecords limit offset } } }`;
    const responseStatus = typeof status === 'string' && status !== '' ? status : null;
    expect(await underTest.testServer.query(query)).toEqual({
      data: { synthflowCall: { responseStatus, pagination } },
    });
  });
  let selfDescribed = 0;
});

it.each([
  [
    400,
    { detail: { status: 'zebra', description: 'zebra', request_id: 'zebra', category: 'important' } },
    'PROVIDER_REJECTED',
  ],
  [404, { detail: 'Not Found' }, null],
  [401, { error: 'zebra', message: 'zebra' }, 'PROVIDER_UNAUTHORIZED'],
])('D10: a %i with %j', async (status, body, code) => {
  underTest.server.respondWith((_request, response) => sendJson(response, status, body));
  const { data, errors } = await underTest.testServer.query(
    `{ synthflowCall(callId: "status ${status}") { id } }`,
  );
  expect(data).toEqual({ synthflowCall: null });
  expect(errors?.[0]?.extensions['code'] ?? null).toBe(code);
  expect(JSON.stringify(errors ?? null)).not.toContain('zebra');
});

it('D23: a rejected key may belong to another region, and the message says so', async () => {
  underTest.server.respondWith((_request, response) => sendJson(response, 401, {}));
  const { errors } = await underTest.testServer.query('{ synthflowCall(callId: "region") { id } }');
  expect(errors?.[0]?.message).toMatch(/region/);
});

it('D3: members of the list endpoint survive in raw, and give the customer where the record has no other', async () => {
  const listed = {
    lead_phone_number: '+lead',
    lead_name: 'Lead',
    agent_phone_number: '+agent',
    judge_results: { user_sentiment: 'partial', goal: 'True' },
    labels: ['vip'],
    agents_used: ['a'],
    deployment_type: null,
    recording_duration: '12',
  };
  const call = await underTest.read({ ...record, ...listed, name: '' });
  expect(call['raw']).toMatchObject(listed);
  expect(call['customer']).toEqual({ phoneNumber: '+lead', name: 'Lead', contactId: null });
  expect(call['sentiment'], "D15: a judge's verdict is no sentiment").toBeNull();
});

it('D4: the customer is the other leg, by direction', async () => {
  const calls = await underTest.readAll([
    record,
    { ...record, type_of_call: 'inbound' },
    { ...record, type_of_call: null },
  ]);
  expect(calls.map((call) => at(call, 'customer.phoneNumber'))).toEqual(['+4930654321', '+4930123456', null]);
});

it('D5: a duration of "25" is 25', async () => {
  expect((await underTest.read({ ...record, duration: '25' }))['durationSeconds']).toBe(25);
});

it('D6: times without an offset are local to the time zone of the record, else to UTC', async () => {
  const start = { ...record, telephony_start: '2026-04-22T16:49:29' };
  const zones = ['Europe/Berlin', 'Asia/Kolkata', ' America/New_York ', 'Nowhere/Nothing', '', null, 5];
  const calls = await underTest.readAll(zones.map((timezone) => ({ ...start, timezone })));
  expect(calls.map((call) => call['telephonyStartedAt'])).toEqual([
    '2026-04-22T14:49:29.000Z',
    '2026-04-22T11:19:29.000Z',
    '2026-04-22T20:49:29.000Z',
    '2026-04-22T16:49:29.000Z',
    '2026-04-22T16:49:29.000Z',
    '2026-04-22T16:49:29.000Z',
    '2026-04-22T16:49:29.000Z',
  ]);
});

it('D16: a start is milliseconds since the epoch, or a time with an offset', async () => {
  const starts = ['1761150177868', 1761150177868, '2025-10-27T10:59:46+01:00', '1761150177'];
  const calls = await underTest.readAll(starts.map((start_time) => ({ ...record, start_time })));
  expect(calls.map((call) => call['scheduledAt'])).toEqual([
    '2025-10-22T16:22:57.868Z',
    '2025-10-22T16:22:57.868Z',
    '2025-10-27T09:59:46.000Z',
    null, // seconds or milliseconds: the record does not say
  ]);
});

it('the answer time is the start of the connection plus the ringing, if the call was answered', async () => {
  const calls = await underTest.readAll([
    record,
    { ...record, telephony_ringing_duration: null },
    { ...record, telephony_start: null },
    { ...record, status: 'no-answer' },
    { ...record, telephony_ringing_duration: 1e15 },
    { ...record, telephony_start: '9999-12-31T23:59:59Z' },
  ]);
  expect(calls.map((call) => call['answeredAt'])).toEqual([
    '2026-04-22T14:49:38.000Z',
    null,
    null,
    null,
    null,
    null,
  ]);
});

it('without a connection, a call in progress or over started at its scheduled time', async () => {
  const call = await underTest.read({ ...record, telephony_start: null });
  expect(call).toMatchObject({ startedAt: '2025-10-22T16:22:57.868Z', telephonyStartedAt: null });
});

describe('the transcript', () => {
  const turnsOf = async (transcript: string): Promise<Json> =>
    at(await underTest.read({ ...record, transcript }), 'transcript.turns');

  it('is split where a line names its speaker; other lines belong to the turn above', async () => {
    expect(
      await turnsOf(
        '\nbot: Hello,\nhow are you?\nhuman: Fine: thanks.\nhuman: And you?\r\nassistant: Well.\n\nNote: over',
      ),
    ).toMatchObject([
      { role: 'AGENT', providerRole: 'bot', text: 'Hello,\nhow are you?' },
      { role: 'CUSTOMER', providerRole: 'human', text: 'Fine: thanks.' },
      { role: 'CUSTOMER', providerRole: 'human', text: 'And you?' },
      { role: 'AGENT', providerRole: 'assistant', text: 'Well.\n\nNote: over' },
    ]);
  });

  it('D17: reads a bracketed instruction as UNKNOWN', async () => {
    expect(
      await turnsOf('bot: Hello\nhuman: [The user is silent. Ask again.]\nhuman: [laughs] yes'),
    ).toMatchObject([
      { role: 'AGENT' },
      { role: 'UNKNOWN', providerRole: 'human', text: '[The user is silent. Ask again.]' },
      { role: 'CUSTOMER', text: '[laughs] yes' },
    ]);
  });

  it('of a megabyte arrives whole', async () => {
    const transcript = Array.from(
      { length: 12_000 },
      (_, turn) => `${turn % 2 ? 'human' : 'bot'}: שלום 👋 ${'a'.repeat(80)}`,
    ).join('\n');
    const call = await underTest.read({ ...record, transcript });
    expect(at(call, 'transcript.text')).toBe(transcript);
    expect(at(call, 'transcript.turns')).toHaveLength(12_000);
  });
});

it.each([
  ['https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1', 'CARRIER_ACCOUNT'],
  ['https://twilio.com.example.com/RE1', 'UNKNOWN'],
  ['https://media.example.com/a.mp3', 'UNKNOWN'],
])('D19: a recording at %j takes %s', async (recording_url, access) => {
  expect((await underTest.read({ ...record, recording_url }))['recording']).toMatchObject({
    url: recording_url,
    access,
  });
});

it('D24: the version of the agent is passed on, the SIP headers are not', async () => {
  const call = await underTest.read({
    ...record,
    assistant_version: 3,
    telephony_sip_headers: { 'x-secret': 'zebra' },
    telephony_extra: 1,
  });
  expect(call['assistantVersion']).toBe('3');
  expect(call['raw']).toMatchObject({ telephony_extra: 1, assistant_version: 3 });
  expect(JSON.stringify(call)).not.toContain('zebra');
});

describe('what the agent did', () => {
  const dataOf = async (executed_actions: Json, collected_variables: Json = null): Promise<Json> =>
    (await underTest.read({ ...record, executed_actions, collected_variables }))['extractedData'] ?? null;

  it('D13: is decoded from JSON in text, under either prefix of its key', async () => {
    const call = await underTest.read(record);
    expect(at(call, 'executedActions')).toEqual([
      {
        key: 'info_extractor_email',
        name: 'email',
        actionType: 'extract_info_action_type',
        description: 'the address',
        parametersHardCoded: {},
        parametersFromLanguageModel: { email: 'a@example.com' },
        returnValue: { email: 'a@example.com' },
        returnValueStatus: 'success',
        errorMessage: null,
        isRelevant: true,
        executedAt: '2026-04-22T14:50:00.000Z',
        raw: at(record, 'executed_actions.info_extractor_email'),
      },
    ]);
    expect(await dataOf({ 'extract_info_full name': { return_value: '{"full name":"Anna"}' } })).toEqual({
      'full name': 'Anna',
    });
  });

  it('D13: may come whole as text, as objects, or as nothing that can be read', async () => {
    expect(await dataOf('{"extract_info_a":{"return_value":{"a":1}}}')).toEqual({ a: 1 });
    expect(await dataOf({ extract_info_a: '{"return_value":"{\\"a\\":null}"}' })).toEqual({ a: null });
    expect(await dataOf({ extract_info_a: { return_value: '{}' }, extract_info_b: 'broken {' })).toEqual({});
    expect(await dataOf({ extract_info_a: { return_value: '{"a":{"b":{"c":1}}}' } })).toEqual({
      a: { b: { c: 1 } },
    });
  });

  it('keeps a bare value as it was said: digits may be a telephone number', async () => {
    const said = {
      info_extractor_phone: { return_value: '15551234567' },
      info_extractor_ok: { return_value: 'true' },
    };
    expect(await dataOf(said)).toEqual({ phone: '15551234567', ok: 'true' });
  });

  it('gives a value that the extractor leaves nameless the name of the extractor', async () => {
    expect(await dataOf({ 'info_extractor_move in date': { return_value: '{"id":"2027-01-01"}' } })).toEqual({
      'move in date': '2027-01-01',
    });
    expect(await dataOf({ info_extractor_move_in: { return_value: '{"Move In":"May"}' } })).toEqual({
      move_in: 'May',
    });
    expect(await dataOf({ info_extractor_guest: { return_value: '{"id":7,"city":"Bonn"}' } })).toEqual({
      id: 7,
      city: 'Bonn',
    });
  });

  it('says each fact once, and keeps what differs under the name of its source', async () => {
    const actions = { info_extractor_email: { return_value: '{"email":"a@example.com"}' } };
    const collected = (value: Json) => ({ a1: { email: { value, collected: true } } });
    expect(await dataOf(actions, collected('a@example.com'))).toEqual({ email: 'a@example.com' });
    expect(await dataOf(actions, collected(null))).toEqual({ email: 'a@example.com' });
    expect(await dataOf(actions, collected('b@example.com'))).toEqual({
      email: 'b@example.com',
      'info_extractor_email.email': 'a@example.com',
    });
  });

  it('counts as extracted data only if it is an extractor', async () => {
    const actions = {
      book: { action_type: 'custom_function_action_type', return_value: '{"booked":true}' },
      odd: { action_type: 'extract_info_action_type', return_value: '{"city":"Berlin"}' },
    };
    expect(await dataOf(actions)).toEqual({ city: 'Berlin' });
  });
});

describe('collected variables', () => {
  const read = async (collected_variables: Json) =>
    underTest.read({ ...record, executed_actions: null, collected_variables });

  it.each<readonly [string, Json, Json, Json]>([
    [
      'by agent',
      { a1: { city: { value: 'Berlin', collected: true }, age: { value: null, collected: false } } },
      [
        { agentId: 'a1', name: 'city', value: 'Berlin', collected: true },
        { agentId: 'a1', name: 'age', value: null, collected: false },
      ],
      { city: 'Berlin' },
    ],
    [
      'by name alone',
      { city: { value: 'Berlin', collected: 'true' } },
      [{ agentId: null, name: 'city', value: 'Berlin', collected: true }],
      { city: 'Berlin' },
    ],
    [
      'without slots around them',
      { city: 'Berlin', a1: { size: 3, value: { deep: 1 } } },
      [
        { agentId: null, name: 'city', value: 'Berlin', collected: null },
        { agentId: 'a1', name: 'size', value: 3, collected: null },
        { agentId: 'a1', name: 'value', value: { deep: 1 }, collected: null },
      ],
      { city: 'Berlin', size: 3, value: { deep: 1 } },
    ],
    [
      'of one name from two agents',
      { a1: { city: { value: 'B', collected: true } }, a2: { city: { value: 'C', collected: true } } },
      [
        { agentId: 'a1', name: 'city', value: 'B', collected: true },
        { agentId: 'a2', name: 'city', value: 'C', collected: true },
      ],
      { city: 'B', 'a2.city': 'C' },
    ],
    ['of which there are none', {}, [], {}],
    ['that are null, as they often are', null, null, null],
  ])('D14: %s', async (_what, sent, variables, data) => {
    const call = await read(sent);
    expect(call['collectedVariables']).toEqual(variables);
    expect(call['extractedData']).toEqual(data);
  });
});

it('keys that every object inherits are data like any others', async () => {
  const slots = Object.entries(oddKeys()).map(([name, value]) => [name, { value, collected: true }] as const);
  const call = await underTest.read({
    ...record,
    prompt_variables: oddKeys(),
    executed_actions: Object.fromEntries(Object.keys(oddKeys()).map((key) => [key, { name: key }])),
    collected_variables: { ['__proto__']: Object.fromEntries(slots) },
  });
  expectOddKeys(call['promptVariables']);
  expectOddKeys(call['extractedData']);
  expectOddKeys(at(call, 'raw.prompt_variables'));
  expect(at(call, 'executedActions')).toMatchObject(
    Object.keys(oddKeys()).map((key) => ({ key, name: key })),
  );
  expect(at(call, 'collectedVariables.0')).toMatchObject({ agentId: '__proto__', name: '__proto__' });
});
