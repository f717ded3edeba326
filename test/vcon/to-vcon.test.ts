import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { CALL_STATUSES } from '../../src/domain/call-vocabulary.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { toVcon } from '../../src/vcon/to-vcon.ts';
import { osvi } from '../fixtures/osvi.ts';
import { puretalk } from '../fixtures/puretalk.ts';
import { synthflow } from '../fixtures/synthflow.ts';
import { voxworks } from '../fixtures/voxworks.ts';
import type { ProviderFixture } from '../support/provider-fixture.ts';
import { isVcon } from './is-vcon.ts';

const DOMAIN = 'calls.example.com';
const FETCHED_AT = new Date('2026-11-24T12:00:00Z');

/** Valid by the working group's schema, and by what the draft says that the schema does not. */
function expectVcon(vcon: JsonObject): void {
  expect(isVcon(vcon), JSON.stringify(isVcon.errors)).toBe(true);
  expect(JSON.parse(JSON.stringify(vcon))).toEqual(vcon);
  const list = (name: string): readonly JsonObject[] => vcon[name] as readonly JsonObject[];
  const dialogs = list('dialog');
  for (const part of [...dialogs, ...list('analysis'), ...list('attachments')]) {
    expect(part, 'no link, as nothing is hashed').not.toHaveProperty('url');
    if ('body' in part)
      expect(part).toMatchObject({ encoding: expect.any(String), mediatype: expect.any(String) });
  }
  for (const dialog of dialogs) {
    expect(dialog['disposition'] !== undefined).toBe(dialog['type'] === 'incomplete');
    if (dialog['type'] === 'incomplete') expect(dialog).not.toHaveProperty('body');
  }
  for (const part of [...list('analysis'), ...list('attachments')]) {
    if (part['dialog'] !== undefined) expect(dialogs[part['dialog'] as number]).toBeDefined();
  }
  for (const party of list('parties')) expect('name' in party).toBe('validation' in party);
}

/** The call as the provider's own reader reads the record, from every endpoint that it has. */
function readCall({ provider, wrap, idField, record }: ProviderFixture, changes: JsonObject = {}): Call {
  const providerCallId = String(record[idField]);
  const callKey = { provider: provider.id, providerCallId };
  const calls = provider.getCall.flatMap((operation) => {
    const body = wrap({ ...record, ...changes }, operation.request(callKey).path);
    const response = { status: 200, location: null, body, input: callKey, subject: callKey };
    return operation.read({ ...response, fetchedAt: FETCHED_AT }) ?? [];
  });
  const call = calls.length > 1 ? provider.merge?.(calls) : calls[0];
  if (call === undefined) throw new Error('The fixture holds no call');
  return call;
}

const fixtures: readonly ProviderFixture[] = [osvi, puretalk, synthflow, voxworks];

describe.each(fixtures)('a call of $provider.title', (fixture) => {
  const call = readCall(fixture);

  it('is a valid vCon', () => {
    const vcon = toVcon(call, DOMAIN);
    expectVcon(vcon);
    expect(vcon).toMatchSnapshot();
  });

  it.each(CALL_STATUSES)('is a valid vCon in status %s, with and without a transcript', (status) => {
    for (const silent of [false, true]) {
      const spoken = silent ? { transcript: null, recording: null, durationSeconds: null } : {};
      expectVcon(toVcon({ ...call, status, ...spoken }, DOMAIN));
    }
  });

  it('is a valid vCon whatever members of the record are missing', () => {
    const { record, idField } = fixture;
    for (const key of Object.keys(record)) {
      if (key !== idField) expectVcon(toVcon(readCall(fixture, { [key]: null }), DOMAIN));
    }
    const onlyId = Object.fromEntries(
      Object.keys(record).map((key) => [key, key === idField ? (record[key] ?? null) : null]),
    );
    expectVcon(toVcon(readCall(fixture, onlyId), DOMAIN));
  });
});

it('the schema rejects what is no vCon', () => {
  const vcon = toVcon(readCall(osvi), DOMAIN);
  for (const wrong of [
    { uuid: 'x' },
    { created_at: 'yesterday' },
    { vcon: '0.3.0' },
    { dialog: [{ type: 'call' }] },
  ]) {
    expect(isVcon({ ...vcon, ...wrong })).toBe(false);
  }
});

describe('each outcome that a provider states', () => {
  it.each([
    [
      osvi,
      { status: 'not_picked', call_ended_reason: null },
      { type: 'incomplete', disposition: 'no-answer' },
    ],
    [osvi, { status: 'busy' }, { type: 'incomplete', disposition: 'busy' }],
    [osvi, { status: 'failed', duration_seconds: 0 }, { type: 'incomplete', disposition: 'failed' }],
    [osvi, { status: 'voicemail' }, { type: 'incomplete', disposition: 'voicemail-no-message' }],
    [osvi, { status: 'picked' }, { type: 'recording' }],
    [voxworks, { status: 'User rejected', progress: null }, { type: 'incomplete', disposition: 'hung-up' }],
    [voxworks, { status: 'rang-out', progress: null }, { type: 'incomplete', disposition: 'no-answer' }],
    [voxworks, { status: 'completed' }, { type: 'recording' }],
    [puretalk, { status: 'completed', call_recording_url: null }, { type: 'text', encoding: 'none' }],
    [
      puretalk,
      { status: 'canceled', transcript: null, transcript_object: null, call_duration_seconds: 0 },
      { type: 'incomplete', disposition: 'hung-up' },
    ],
    [
      synthflow,
      { status: 'failed', transcript: '', duration: 0, end_call_reason: null },
      { type: 'incomplete', disposition: 'failed' },
    ],
    [synthflow, { status: 'left_voicemail' }, { type: 'recording' }],
  ] as const)('$provider.title: %j is %j', (fixture, changes, expected) => {
    const vcon = toVcon(readCall(fixture, changes), DOMAIN);
    expectVcon(vcon);
    expect(vcon['dialog']).toMatchObject([expected]);
    expect(vcon['attachments']).toMatchObject([{ purpose: 'provider record', encoding: 'json' }]);
  });

  it.each(['SCHEDULED', 'QUEUED', 'RINGING'] as const)(
    '%s: nothing has been said, so there is no dialog yet',
    (status) => {
      const vcon = toVcon({ ...readCall(osvi), status }, DOMAIN);
      expect(vcon).toMatchObject({ dialog: [], attachments: [] });
    },
  );
});

describe('the parties', () => {
  const call = readCall(osvi);
  const partiesOf = (changes: Partial<Call>): JsonObject =>
    toVcon({ ...call, customer: null, ...changes }, DOMAIN);

  it('stand in the order of the call: the originator first', () => {
    const [own, other] = ['+911140001234', '+919876543210'];
    expect(partiesOf({ direction: 'OUTBOUND', from: own, to: other })).toMatchObject({
      parties: [{ tel: own }, { tel: other }],
      dialog: [{ parties: [0, 1] }],
    });
    expect(partiesOf({ direction: 'INBOUND', from: other, to: own })).toMatchObject({
      parties: [{ tel: own }, { tel: other }],
      dialog: [{ parties: [1, 0] }],
    });
  });

  it('are in no order where the direction is unknown', () => {
    const { dialog } = partiesOf({ direction: null }) as { dialog: readonly JsonObject[] };
    expect(dialog[0]).not.toHaveProperty('parties');
  });

  it.each([
    ['+1 (555) 010-0100', { tel: '+1(555)010-0100' }],
    ['sip:anna@example.com', { sip: 'sip:anna@example.com' }],
    ['anonymous', {}],
    ['', {}],
  ])('reached at %j are %j', (number, expected) => {
    const { parties } = partiesOf({ direction: 'INBOUND', from: number }) as {
      parties: readonly JsonObject[];
    };
    expect(parties[1]).toEqual({ type: 'person', ...expected });
  });
});

describe('the UUID', () => {
  const uuidOf = (call: Call, domain = DOMAIN): unknown => toVcon(call, domain)['uuid'];
  const call = readCall(osvi);

  it('is one of version 8, and the same whenever and however far the call is read', () => {
    const uuid = uuidOf(call);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidOf({ ...call, status: 'FAILED', fetchedAt: new Date(0), createdAt: null })).toBe(uuid);
    expect(uuid).toMatchInlineSnapshot(`"653b5c0e-c1c5-8064-a97c-0726e888ce32"`);
  });

  it('differs by call, by provider and by domain', () => {
    const uuids = [
      uuidOf(call),
      uuidOf({ ...call, providerCallId: 'another' }),
      uuidOf({ ...call, provider: 'voxworks' }),
      uuidOf(call, 'other.example.com'),
    ];
    expect(new Set(uuids).size).toBe(4);
    expect(uuidOf(call, 'CALLS.example.com')).toBe(uuids[0]);
  });

  it('ends with the hash of the domain, as the draft describes it', () => {
    const ends = [call, { ...call, providerCallId: 'another' }].map((each) => String(uuidOf(each)).slice(19));
    expect(ends[0]).toBe(ends[1]);
  });
});
