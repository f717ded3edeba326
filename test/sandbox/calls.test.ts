import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { readRecord, stubOf } from './sandbox-http.ts';

const RESULT_PATH = '/api/v1/get-call-result/';

let sandbox: Sandbox;
/** Every record, as served, by provider. */
const records = new Map<string, readonly JsonObject[]>();

beforeAll(async () => {
  sandbox = await startSandbox();
  for (const provider of SANDBOX_PROVIDERS) {
    const served: JsonObject[] = [];
    for (const { id } of provider.createCalls('http://sandbox.example.com/api')) {
      const stub = stubOf(provider.id);
      const extra = provider.routes.length > 1 ? await readRecord(sandbox, stub, id, RESULT_PATH) : {};
      served.push({ ...(await readRecord(sandbox, stub, id)), ...extra });
    }
    records.set(provider.id, served);
  }
});
afterAll(() => sandbox.close());

const of = (providerId: string): readonly JsonObject[] => records.get(providerId) ?? [];
const values = (providerId: string, field: string): ReadonlySet<unknown> =>
  new Set(of(providerId).map((record) => record[field]));
const allText = (): string => JSON.stringify([...records.values()]);

it('the sandbox holds at least 64 calls, at least 16 of each provider, each id once', () => {
  const counts = SANDBOX_PROVIDERS.map(({ id }) => of(id).length);
  expect(counts.every((count) => count >= 16)).toBe(true);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(64);
  for (const { id } of SANDBOX_PROVIDERS) {
    expect(values(id, stubOf(id).idField).size).toBe(of(id).length);
  }
});

it.each([
  ['voxworks', ['completed', 'failed', 'voicemail', 'dropout', 'hang-up', 'rang-out', 'scheduled']],
  ['voxworks', ['User unavailable', 'User rejected', null]],
  [
    'synthflow',
    ['pending', 'ringing', 'in-progress', 'completed', 'no-answer', 'busy', 'failed', 'canceled'],
  ],
  ['synthflow', ['hangup_on_voicemail', 'left_voicemail', 'user-canceled', 'spam', 'paused', 'registered']],
  ['puretalk', ['completed', 'in progress', 'in-progress', 'failed', 'busy', 'queued', 'ringing']],
  ['puretalk', ['no-answer', 'canceled']],
  ['osvi', ['picked', 'not_picked', 'failed', 'busy', 'voicemail', 'in_progress']],
])('has %s calls in every state: %j', (providerId, statuses) => {
  const seen = values(providerId, 'status');
  expect(statuses.filter((status) => !seen.has(status))).toEqual([]);
});

it.each<[string, string, readonly unknown[]]>([
  ['voxworks', 'type', ['outbound', 'inbound', 'web']],
  ['voxworks', 'progress', ['scheduled', 'queued']],
  ['synthflow', 'type_of_call', ['inbound', 'outbound']],
  ['synthflow', 'telephony_hangup', ['caller', 'callee']],
  [
    'synthflow',
    'telephony_disconnect_reason',
    ['unknown', 'callee_hangup', 'caller_hangup', 'error', 'forbidden'],
  ],
  [
    'synthflow',
    'end_call_reason',
    [
      ...[
        'human_pick_up_cut_off',
        'voicemail',
        'voicemail_cut_off',
        'voicemail_message_left',
        'error',
        'timeout',
      ],
      ...['agent_ended_call', 'human_ended_call', 'custom_end_call', 'human_hangup', 'agent_goodbye'],
    ],
  ],
  ['puretalk', 'protocol', ['twilio', 'telnyx', 'web']],
  ['puretalk', 'call_type', ['incoming', 'outgoing']],
  ['puretalk', 'answered_by', ['human', 'machine']],
  ['puretalk', 'sentiment', ['positive', 'negative', 'neutral', 'n/a', null]],
  ['osvi', 'call_type', ['inbound', 'outbound', null]],
  ['osvi', 'call_ended_by', ['agent', 'user', null]],
])('shows every documented value of %s %s', (providerId, field, expected) => {
  const seen = values(providerId, field);
  expect(expected.filter((value) => !seen.has(value))).toEqual([]);
});

describe('sandbox records', () => {
  it('hold fictional phone numbers only', () => {
    const numbers = allText().match(/\+\d{6,15}/g) ?? [];
    expect(numbers.length).toBeGreaterThan(60);
    const fictional = /^\+(?:1\d{3}55501\d{2}|442079460\d{3}|493023125\d{3}|9122555001\d{2}|813555001\d{2})$/;
    expect([...new Set(numbers)].filter((number) => !fictional.test(number))).toEqual([]);
  });

  it('link to reserved hosts and to the sandbox only', () => {
    const hosts = (allText().match(/https?:\/\/[^/"]+/g) ?? []).map((url) => new URL(url).hostname);
    expect(hosts.length).toBeGreaterThan(10);
    expect([...new Set(hosts)].sort()).toEqual(['127.0.0.1', 'recordings.example.com']);
  });

  it('have a long, an empty and an absent transcript', () => {
    const puretalkTurns = of('puretalk').map((record) => record['transcript_object']);
    expect(puretalkTurns.some((turns) => Array.isArray(turns) && turns.length > 300)).toBe(true);
    expect(puretalkTurns.some((turns) => Array.isArray(turns) && turns.length === 0)).toBe(true);
    expect(puretalkTurns.includes(null)).toBe(true);
    expect(values('voxworks', 'transcript').has('')).toBe(true);
    expect(values('voxworks', 'transcript').has(null)).toBe(true);
  });

  it('have transcripts in several languages', () => {
    const text = allText();
    for (const script of [
      /\p{Script=Arabic}/u,
      /\p{Script=Devanagari}/u,
      /\p{Script=Hiragana}/u,
      /ü/,
      /¿/,
      /👋/u,
    ]) {
      expect(text).toMatch(script);
    }
  });

  it('carry the structured Voxworks transcript in both layouts', () => {
    const layouts = of('voxworks').map(({ transcript_json: turns }) =>
      Array.isArray(turns) ? 'array' : typeof turns,
    );
    expect(layouts).toContain('array');
    expect(layouts).toContain('object');
  });

  it('carry Synthflow action results as JSON text under both key prefixes', () => {
    const actions = of('synthflow').flatMap(({ executed_actions: found }) => Object.entries(found ?? {}));
    expect(actions.some(([key]) => key.startsWith('extract_info_'))).toBe(true);
    expect(actions.some(([key]) => key.startsWith('info_extractor_'))).toBe(true);
    for (const [, action] of actions) expect(() => JSON.parse(String(action.return_value))).not.toThrow();
  });

  it('carry Puretalk tool calls and analysis values of every kind', () => {
    const text = JSON.stringify(of('puretalk'));
    expect(text).toContain('"function_name":"find_free_slots"');
    expect(text).toContain('"eou_delay"');
    const kinds = [...text.matchAll(/"name":"[^"]+","value":(.)/g)].map(([, first = '']) => first);
    expect(kinds).toEqual(expect.arrayContaining(['"', 't', '0', '2']));
  });

  it('deviate from the documented schema as real records do', () => {
    expect(values('synthflow', 'duration').has('43')).toBe(true);
    expect(values('synthflow', 'error_message').has('agent_goodbye')).toBe(true);
    expect(values('synthflow', 'call_status').has('completed')).toBe(true);
    expect([...values('puretalk', 'metadata')].some((metadata) => typeof metadata === 'string')).toBe(true);
    expect(values('puretalk', 'variables').has(null)).toBe(true);
    expect(values('osvi', 'call_id').has('call_abc123xyz')).toBe(true);
    expect(JSON.stringify(of('synthflow'))).toContain('human: [');
  });

  it('format times as each provider does', () => {
    const first = (providerId: string, field: string) => of(providerId)[0]?.[field];
    expect(first('voxworks', 'actual_time')).toBe('2026-11-16T09:30:00Z');
    expect(first('synthflow', 'start_time')).toBe('1794911400000');
    expect(first('synthflow', 'telephony_start')).toBe('2026-11-17T11:30:00'); // 10:30 UTC in Berlin
    expect(first('puretalk', 'start_time')).toMatch(/^2026-10-29T10:15:22\.230\d{3}-04:00$/);
    expect(first('osvi', 'call_picked_at')).toBe('2026-11-17T09:30:06+05:30');
  });

  it('are the same after a restart, except for live calls', () => {
    for (const provider of SANDBOX_PROVIDERS) {
      const make = () =>
        provider
          .createCalls('http://sandbox.example.com')
          .map((call) => call.at({ firstRequestAtMs: 1_795_000_000_000, elapsedMs: 0 }));
      expect(JSON.stringify(make())).toBe(JSON.stringify(make()));
    }
  });
});
