import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { ask, readRecord, stubOf } from './sandbox-http.ts';
import { LIST_CLIENTS } from './sandbox-lists.ts';

const START_MS = Date.parse('2026-11-25T14:00:00.000Z');
const MINUTE_MS = 60_000;

let nowMs = START_MS;
let sandbox: Sandbox;
beforeEach(async () => {
  nowMs = START_MS;
  sandbox = await startSandbox({ now: () => nowMs });
});
afterEach(() => sandbox.close());

const listedMs = (row: JsonObject): number =>
  typeof row['created_at'] === 'string'
    ? Date.parse(row['created_at'])
    : Number(row['start_time']) || Date.parse(String(row['start_time']));

describe.each(LIST_CLIENTS)('the $id list while time goes on', ({ id, idField, walk }) => {
  const ids = async (): Promise<readonly string[]> =>
    (await walk(sandbox, {}, 100)).map((row) => String(row[idField]));

  it('gets a new call every 20 to 60 seconds, and loses none', async () => {
    const before = await ids();
    nowMs = START_MS + 30 * MINUTE_MS;
    const rows = await walk(sandbox, {}, 100);
    const after = rows.map((row) => String(row[idField]));
    expect(before.every((callId) => after.includes(callId))).toBe(true);
    const arrived = rows.filter((row) => !before.includes(String(row[idField])));
    expect(arrived.length).toBeGreaterThanOrEqual(40);
    const times = arrived.map(listedMs).sort((one, other) => one - other);
    expect(times[0]).toBeGreaterThanOrEqual(START_MS - 1_000);
    const gaps = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1_000);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(19);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(61);
  });

  it('has new calls that progress from queued to analysed, as the single-call endpoint does', async () => {
    const before = new Set(await ids());
    const statusField = id === 'synthflow' ? 'call_status' : 'status';
    const seen = new Map<string, string[]>();
    for (let step = 0; step < 60; step += 1) {
      nowMs = START_MS + step * 4_000;
      const head = await head25(id, walk);
      for (const row of head) {
        const callId = String(row[idField]);
        if (before.has(callId)) continue;
        const words = seen.get(callId) ?? [];
        const status = String(row[statusField]);
        if (words.at(-1) !== status) words.push(status);
        seen.set(callId, words);
      }
    }
    const histories = [...seen.values()].map((words) => words.join(' > '));
    const expected: Readonly<Record<string, RegExp>> = {
      voxworks: /^(?:scheduled > )?ringing > in_progress > completed$/,
      synthflow: /^(?:pending > )?ringing > in-progress > completed$/,
      puretalk: /^(?:queued > )?ringing > in[ -]progress > completed$/,
      osvi: /^in_progress > picked$/,
    };
    expect(
      histories.filter((history) => expected[id]?.test(history)).length,
      histories.join('\n'),
    ).toBeGreaterThan(0);
    const [callId = ''] = [...seen].find(([, words]) => expected[id]?.test(words.join(' > '))) ?? [];
    expect((await readRecord(sandbox, stubOf(id), callId))[idField]).toBe(callId);
  });

  it('keeps the place of a call while its record changes', async () => {
    nowMs = START_MS + 3 * MINUTE_MS;
    const early = await ids();
    nowMs = START_MS + 8 * MINUTE_MS;
    const late = (await ids()).filter((callId) => early.includes(callId));
    expect(late).toEqual(early);
  });

  it('lists the live example once it was requested', async () => {
    const liveId = SANDBOX_PROVIDERS.find((provider) => provider.id === id)?.examples.liveCallId ?? '';
    expect(await ids()).not.toContain(liveId);
    await readRecord(sandbox, stubOf(id), liveId);
    expect(await ids()).toContain(liveId);
  });

  it('knows no call that is still to come', async () => {
    nowMs = START_MS + 10 * MINUTE_MS;
    const before = await ids();
    nowMs = START_MS + 12 * MINUTE_MS;
    const [arrived = ''] = (await ids()).filter((callId) => !before.includes(callId));
    expect(arrived).not.toBe('');
    await readRecord(sandbox, stubOf(id), arrived);
    nowMs = START_MS + 9 * MINUTE_MS;
    const stub = stubOf(id);
    const response = await ask(sandbox, stub, arrived);
    expect({ status: response.status, body: await response.json() }).toEqual(stub.unknownCall);
  });
});

/** The newest rows: of the whole list, or of each agent. */
async function head25(
  id: string,
  walk: (typeof LIST_CLIENTS)[number]['walk'],
): Promise<readonly JsonObject[]> {
  const recently = nowMs - 4 * MINUTE_MS;
  if (id === 'voxworks') return walk(sandbox, { created_after: new Date(recently).toISOString() }, 100);
  const { baseUrl = '', apiKey = '' } = sandbox.providers.get(id) ?? {};
  const get = async (path: string): Promise<JsonObject> => {
    const response = await fetch(`${baseUrl}${path}`, { headers: stubOf(id).authorization(apiKey) });
    return (await response.json()) as JsonObject;
  };
  if (id === 'puretalk') return (await get('/calls?limit=10'))['results'] as readonly JsonObject[];
  if (id === 'osvi') return (await get('/v1/calls?per_page=10'))['data'] as readonly JsonObject[];
  const listed = (body: JsonObject, key: string): readonly JsonObject[] =>
    (body['response'] as JsonObject)[key] as readonly JsonObject[];
  const agents = listed(await get('/assistants/'), 'assistants');
  const pages = await Promise.all(
    agents.map((agent) => get(`/calls?limit=10&model_id=${String(agent['model_id'])}`)),
  );
  return pages.flatMap((page) => listed(page, 'calls'));
}
