import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { readRecord, stubOf } from './sandbox-http.ts';
import { getList, LIST_CLIENTS, listOf, rowsAt } from './sandbox-lists.ts';

const NOW_MS = Date.parse('2026-11-25T14:00:00.000Z');
const DAY_MS = 86_400_000;

let sandbox: Sandbox;
/** Every row of every provider's list, walked in pages of 100. */
const rows = new Map<string, readonly JsonObject[]>();
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => NOW_MS });
  for (const { id, walk } of LIST_CLIENTS) rows.set(id, await walk(sandbox, {}, 100));
});
afterAll(() => sandbox.close());

const of = (providerId: string): readonly JsonObject[] => rows.get(providerId) ?? [];
const idsOf = (providerId: string, list: readonly JsonObject[]): readonly unknown[] =>
  list.map((row) => row[stubOf(providerId).idField]);

/** The time by which a row is listed. */
const listedMs = (providerId: string, row: JsonObject): number => {
  const { created_at: created, start_time: start } = row;
  return providerId === 'synthflow' ? Number(start) : Date.parse(String(created ?? start));
};

describe.each(LIST_CLIENTS)('the $id list', ({ id, walk }) => {
  it('holds at least 2,000 calls, each once, most of the last 90 days', () => {
    expect(of(id).length).toBeGreaterThanOrEqual(2_000);
    expect(new Set(idsOf(id, of(id))).size).toBe(of(id).length);
    const recent = of(id).filter((row) => listedMs(id, row) > NOW_MS - 90 * DAY_MS);
    expect(recent.length).toBeGreaterThanOrEqual(2_000);
  });

  it.each([29])('gives every call once, in the same order, in pages of %i', async (pageSize) => {
    expect(idsOf(id, await walk(sandbox, {}, pageSize))).toEqual(idsOf(id, of(id)));
  });

  it('holds the settled examples', () => {
    const examples = SANDBOX_PROVIDERS.find((provider) => provider.id === id)?.createCalls(
      'http://localhost',
    );
    const settled = examples?.filter((call) => call.isSettled === true).map((call) => call.id) ?? [];
    expect(settled.length).toBeGreaterThanOrEqual(15);
    expect(idsOf(id, of(id))).toEqual(expect.arrayContaining(settled));
  });

  it('has several outcomes, agents and customers', () => {
    const distinct = (field: string): number => new Set(of(id).map((row) => row[field])).size;
    const fields: Readonly<Record<string, readonly [string, string, string]>> = {
      voxworks: ['status', 'script_id', 'contact_id'],
      synthflow: ['call_status', 'model_id', 'lead_phone_number'],
      puretalk: ['status', 'assistant_id', 'to_number'],
      osvi: ['status', 'agent_uuid', 'phone_number'],
    };
    const [status = '', agent = '', customer = ''] = fields[id] ?? [];
    expect(distinct(status)).toBeGreaterThanOrEqual(6);
    expect(distinct(agent)).toBeGreaterThanOrEqual(5);
    expect(distinct(customer)).toBeGreaterThanOrEqual(80);
  });

  it('has the same calls after a restart', async () => {
    const again = await startSandbox({ now: () => NOW_MS });
    try {
      expect(idsOf(id, await walk(again, {}, 100))).toEqual(idsOf(id, of(id)));
    } finally {
      await again.close();
    }
  });

  it('has calls that respond at the single-call endpoint with the same values', async () => {
    const sample = of(id).filter((_, index) => index % 61 === 0);
    expect(sample.length).toBeGreaterThan(30);
    for (const row of sample) {
      const callId = String(row[stubOf(id).idField]);
      const record: JsonObject = await readRecord(sandbox, stubOf(id), callId);
      const shared = Object.keys(row).filter((field) => field in record);
      expect(shared.length).toBeGreaterThanOrEqual(15);
      for (const field of shared) {
        const [listed, single] = [row[field], record[field]];
        const texts = field === 'duration'; // a number in one, the same as text in the other
        expect(texts ? String(listed) : listed, `${callId} ${field}`).toEqual(
          texts ? String(single) : single,
        );
      }
    }
  });
});

it.each([
  ['voxworks', (row: JsonObject) => listedMs('voxworks', row)],
  ['puretalk', (row: JsonObject) => listedMs('puretalk', row)],
  ['osvi', (row: JsonObject) => listedMs('osvi', row)],
])('the %s list runs from new to old', (id, time) => {
  const times = of(id).map(time);
  expect(times).toEqual(times.toSorted((one, other) => other - one));
});

it('the Synthflow list of each agent runs from new to old', async () => {
  const agents = new Set(of('synthflow').map((row) => String(row['model_id'])));
  expect(agents.size).toBe(5);
  for (const agent of agents) {
    const times = (await listOf('synthflow').walk(sandbox, { model_id: agent }, 100)).map((row) =>
      Number(row['start_time']),
    );
    expect(times.length).toBeGreaterThan(100);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
  }
});

it('a sandbox may have 80 Synthflow agents, some with few calls', async () => {
  const large = await startSandbox({ now: () => NOW_MS, agentCount: 80 });
  try {
    const agents = rowsAt(
      await getList(large, 'synthflow', '/assistants/', { limit: '100' }),
      'response',
      'assistants',
    );
    expect(new Set(agents.map((agent) => agent['model_id'])).size).toBe(80);
    const all = await listOf('synthflow').walk(large, {}, 100);
    expect(all.length).toBeGreaterThanOrEqual(2_000);
    const counts = agents.map((agent) => all.filter((row) => row['model_id'] === agent['model_id']).length);
    expect(counts.some((count) => count < 25)).toBe(true);
    expect(counts.every((count) => count > 0)).toBe(true);
  } finally {
    await large.close();
  }
});

it('an OSVI row has the fifteen members of the summary', () => {
  expect(Object.keys(of('osvi')[0] ?? {}).sort()).toEqual(
    [
      ...['agent_name', 'agent_uuid', 'call_ended_by', 'call_ended_reason', 'call_id', 'call_picked_at'],
      ...['call_type', 'campaign_id', 'campaign_upload_id', 'created_at', 'duration_seconds', 'from_number'],
      ...['phone_number', 'status', 'tag'],
    ].sort(),
  );
});

it('a Synthflow row names its status otherwise, and lacks what the document of the list lacks', () => {
  for (const row of of('synthflow')) {
    expect(row).toHaveProperty('call_status');
    expect(row).not.toHaveProperty('status');
    expect(row).not.toHaveProperty('prompt_variables');
    expect(row).not.toHaveProperty('custom_end_call_reason');
  }
});

it('a Voxworks row has no member of the result endpoint, and adds its creation', () => {
  for (const row of of('voxworks')) {
    expect(row).not.toHaveProperty('transcript_json');
    expect(row).not.toHaveProperty('rating');
    expect(row).toHaveProperty('created_at');
  }
});

it('every phone number in the lists is fictional', () => {
  const numbers = new Set(JSON.stringify([...rows.values()]).match(/\+\d{6,15}/g));
  expect(numbers.size).toBeGreaterThan(500);
  const fictional = /^\+(?:1\d{3}55501\d{2}|442079460\d{3}|493023125\d{3}|9122555001\d{2}|813555001\d{2})$/;
  expect([...numbers].filter((number) => !fictional.test(number))).toEqual([]);
});
