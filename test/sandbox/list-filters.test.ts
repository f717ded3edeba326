import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { stubOf } from './sandbox-http.ts';
import { type Filter, getList, LIST_CLIENTS, listOf, rowsAt } from './sandbox-lists.ts';

const NOW_MS = Date.parse('2026-11-25T14:00:00.000Z');
const DAY_MS = 86_400_000;

let sandbox: Sandbox;
const rows = new Map<string, readonly JsonObject[]>();
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => NOW_MS });
  for (const { id, walk } of LIST_CLIENTS) rows.set(id, await walk(sandbox, {}, 100));
});
afterAll(() => sandbox.close());

type Matches = (row: JsonObject, wanted: string) => boolean;

const equals =
  (field: string): Matches =>
  (row, wanted) =>
    String(row[field] ?? '') === wanted;

const NOT_BEGUN = ['pending', 'ringing', 'paused', 'registered'];
const beginMs = (row: JsonObject): number =>
  NOT_BEGUN.includes(String(row['call_status'])) ? Number.NaN : Number(row['start_time']);
const endMs = (row: JsonObject): number =>
  row['call_status'] === 'in-progress' ? Number.NaN : beginMs(row) + Number(row['telephony_duration']);

const pickedMs = (row: JsonObject): number =>
  row['call_picked_at'] === null ? Number.NaN : Date.parse(String(row['call_picked_at']));
const istMs = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00+05:30` : text);

/** What each documented filter means, told from the rows. */
const FILTERS: Readonly<Record<string, Readonly<Record<string, Matches>>>> = {
  voxworks: {
    status: equals('status'),
    type: equals('type'),
    progress: equals('progress'),
    contact_id: equals('contact_id'),
    script_id: equals('script_id'),
    created_after: (row, wanted) => Date.parse(String(row['created_at'])) > Date.parse(wanted),
    created_before: (row, wanted) => Date.parse(String(row['created_at'])) < Date.parse(wanted),
  },
  synthflow: {
    call_status: equals('call_status'),
    lead_phone_number: (row, wanted) =>
      row['phone_number_from'] === wanted || row['phone_number_to'] === wanted,
    from_date: (row, wanted) => beginMs(row) >= Number(wanted),
    to_date: (row, wanted) => endMs(row) < Number(wanted),
    duration_min: (row, wanted) => Number(row['duration']) >= Number(wanted),
    duration_max: (row, wanted) => Number(row['duration']) <= Number(wanted),
    start_date: () => true, // no parameter of the provider: it is ignored
  },
  puretalk: {
    call_type: equals('call_type'),
    status: (row, wanted) => String(row['status']).replace(' ', '-') === wanted,
    voice_id: equals('voice_id'),
    assistant_id: equals('assistant_id'),
    from_number: equals('from_number'),
    to_number: equals('to_number'),
  },
  osvi: {
    status: (row, wanted) => wanted.split(',').includes(String(row['status'])),
    call_type: equals('call_type'),
    agent_uuid: equals('agent_uuid'),
    campaign_id: equals('campaign_id'),
    campaign_upload_id: equals('campaign_upload_id'),
    phone_number: (row, wanted) => String(row['phone_number']).includes(wanted),
    start_date: (row, wanted) => pickedMs(row) >= istMs(wanted),
    end_date: (row, wanted) => pickedMs(row) <= istMs(wanted),
  },
};

const daysAgo = (days: number): number => NOW_MS - days * DAY_MS;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Values worth filtering by: those of a row, and for times and numbers some in between. */
const valueFor = (providerId: string, name: string, row: JsonObject, share: number): string => {
  const ms = Math.floor(daysAgo(share * 100));
  switch (`${providerId} ${name}`) {
    case 'voxworks created_after':
    case 'voxworks created_before':
      return share < 0.2 ? String(row['created_at']) : iso(ms);
    case 'synthflow from_date':
    case 'synthflow to_date':
    case 'synthflow start_date':
      return share < 0.2 ? String(row['start_time']) : String(ms);
    case 'synthflow duration_min':
    case 'synthflow duration_max':
      return String(Math.floor(share * 60));
    case 'synthflow lead_phone_number':
      return String(row['lead_phone_number']);
    case 'puretalk status':
      return ['completed', 'in-progress', 'failed'][Math.floor(share * 3)] ?? '';
    case 'osvi status':
      return share < 0.5 ? String(row['status']) : 'busy,failed,not_picked';
    case 'osvi call_type':
      return share < 0.5 ? 'inbound' : 'outbound';
    case 'osvi phone_number':
      return String(row['phone_number']).slice(share < 0.5 ? 0 : -3);
    case 'osvi start_date':
    case 'osvi end_date':
      return share < 0.5 ? iso(ms).slice(0, 10) : iso(ms);
    default:
      return String(row[name] ?? 'no such value');
  }
};

describe.each(LIST_CLIENTS)('filters of the $id list', ({ id, idField, walk }) => {
  const matchers = FILTERS[id] ?? {};
  const names = Object.keys(matchers);
  const all = (): readonly JsonObject[] => rows.get(id) ?? [];
  const expected = (filter: Filter): readonly unknown[] =>
    all()
      .filter((row) => Object.entries(filter).every(([name, wanted]) => matchers[name]?.(row, wanted)))
      .map((row) => row[idField]);

  it.each(names)('%s leaves in what a test of every row leaves in', async (name) => {
    for (const index of [41, 1_733]) {
      const row = all()[index] ?? {};
      const filter = { [name]: valueFor(id, name, row, (index / 2_000 + 0.1) % 1) };
      if (Object.values(filter)[0] === 'no such value') continue;
      const found = (await walk(sandbox, filter, 100)).map((each) => each[idField]);
      expect(found, JSON.stringify(filter)).toEqual(expected(filter));
    }
  });

  it('any combination leaves in what a test of every row leaves in, in pages of any size', async () => {
    const combination = fc.record({
      chosen: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
      index: fc.nat(1_999),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
      pageSize: fc.constantFrom(5, 33, 100),
    });
    await fc.assert(
      fc.asyncProperty(combination, async ({ chosen, index, share, pageSize }) => {
        const row = all()[index] ?? {};
        const filter: Record<string, string> = {};
        for (const name of chosen) {
          const value = valueFor(id, name, row, share);
          if (value !== 'no such value') filter[name] = value;
        }
        const wanted = expected(filter);
        fc.pre(wanted.length < pageSize * 12); // a longer walk proves nothing more
        const found = await walk(sandbox, filter, pageSize);
        expect(found.map((each) => each[idField])).toEqual(wanted);
      }),
      { numRuns: 10, seed: 4_711 },
    );
  });
});

describe('a list that cannot be given', () => {
  it.each([
    ['voxworks', '/api/v1/calls', { limit: '0' }, 400],
    ['voxworks', '/api/v1/calls', { limit: '101' }, 400],
    ['voxworks', '/api/v1/calls', { type: 'fax' }, 400],
    ['voxworks', '/api/v1/calls', { created_after: 'yesterday' }, 400],
    ['voxworks', '/api/v1/calls', { cursor: 'x' }, 400],
    ['synthflow', '/calls', {}, 400],
    ['synthflow', '/calls', { model_id: 'a', limit: '101' }, 400],
    ['synthflow', '/calls', { model_id: 'a', limit: '0' }, 400],
    ['synthflow', '/calls', { model_id: 'a', from_date: 'yesterday' }, 400],
    ['puretalk', '/calls', { page: '0' }, 404],
    ['puretalk', '/calls', { page: '9999' }, 404],
    ['puretalk', '/calls', { status: 'busy' }, 400],
    ['puretalk', '/ai-assistants', { page: '2' }, 404],
    ['osvi', '/v1/calls', { agent_uuid: 'agent_of_somebody_else' }, 404],
    ['osvi', '/v1/calls', { call_type: 'web' }, 422],
    ['osvi', '/v1/calls', { start_date: 'yesterday' }, 422],
  ])('%s %s %j is rejected with %i', async (id, path, query, status) => {
    expect((await getList(sandbox, id, path, query as Filter)).status).toBe(status);
  });

  it('names its reason in the layout of its provider', async () => {
    const { body } = await getList(sandbox, 'synthflow', '/calls', { model_id: 'a', limit: '1000' });
    expect(body).toEqual({
      detail: {
        status: 'error',
        description: 'Limit must be between 1 and 100.',
        request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        category: 'important',
      },
    });
    expect((await getList(sandbox, 'puretalk', '/calls', { page: '9999' })).body).toEqual({
      err: true,
      msg: 'Invalid page.',
    });
    expect((await getList(sandbox, 'osvi', '/v1/calls', { agent_uuid: 'x' })).body).toEqual({
      success: false,
      error: 'agent_not_found',
      details: null,
    });
  });
});

describe('the envelopes of lists', () => {
  it('a Voxworks page has a cursor until the last page', async () => {
    const { body } = await getList(sandbox, 'voxworks', '/api/v1/calls', { limit: '2' });
    expect(body).toMatchObject({ success: true, meta: { next_cursor: expect.stringMatching(/Z$/) } });
    const rare = await getList(sandbox, 'voxworks', '/api/v1/calls', { status: 'dropout' });
    expect(rare.body).toMatchObject({ success: true, calls: [{}], meta: { next_cursor: null } });
  });

  it('a Synthflow page tells its position and the number of all records; 20 rows unless asked otherwise', async () => {
    const [agent] = rowsAt(await getList(sandbox, 'synthflow', '/assistants/'), 'response', 'assistants');
    const query = { model_id: String(agent?.['model_id']) };
    const { body } = await getList(sandbox, 'synthflow', '/calls', query);
    const total = (await listOf('synthflow').walk(sandbox, query, 100)).length;
    expect(body).toMatchObject({
      status: 'ok',
      response: { pagination: { total_records: total, limit: 20, offset: 0 } },
    });
    expect(rowsAt({ status: 200, body }, 'response', 'calls')).toHaveLength(20);
  });

  it('a Puretalk page links to its neighbours without limit and filters', async () => {
    const { body } = await getList(sandbox, 'puretalk', '/calls', {
      page: '2',
      limit: '5',
      call_type: 'outgoing',
    });
    expect(Object.keys(body).sort()).toEqual(['count', 'next', 'previous', 'results']);
    expect(String(body['next'])).toMatch(/\/api\/calls\?page=3$/);
    expect(String(body['previous'])).toMatch(/\/api\/calls\?page=1$/);
    const agents = await getList(sandbox, 'puretalk', '/ai-assistants', { limit: '3' });
    expect(String(agents.body['next'])).toMatch(/\/api\/ai-assistants\/\?page=2$/);
  });

  it('an OSVI page has at most 100 rows and is empty past the end; agents are a bare list', async () => {
    const { body } = await getList(sandbox, 'osvi', '/v1/calls', { per_page: '500' });
    expect(body['meta']).toMatchObject({ current_page: 1, per_page: 100 });
    expect(rowsAt({ status: 200, body }, 'data')).toHaveLength(100);
    const past = await getList(sandbox, 'osvi', '/v1/calls', { page: '9999' });
    expect(past.body).toMatchObject({ success: true, data: [] });
    const { body: agents } = await getList(sandbox, 'osvi', '/v1/active_agents');
    expect(agents).toEqual(
      expect.arrayContaining([
        { agent_id: expect.stringMatching(/^agent_/), name: 'Loan Desk', status: 'active' },
      ]),
    );
  });

  it.each([
    ['voxworks', '/api/v1/calls'],
    ['synthflow', '/calls'],
    ['synthflow', '/assistants/'],
    ['puretalk', '/calls'],
    ['puretalk', '/ai-assistants'],
    ['osvi', '/v1/calls'],
    ['osvi', '/v1/active_agents'],
    ['osvi', '/v1/call/a1b2c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d/transcript'],
  ])('%s %s needs the key', async (id, path) => {
    const baseUrl = sandbox.providers.get(id)?.baseUrl ?? '';
    const response = await fetch(`${baseUrl}${path}`);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual(stubOf(id).unauthorized);
  });
});
