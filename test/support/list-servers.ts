import type { ServerResponse } from 'node:http';
import { AGENTS, type ListedCall, listedCalls } from './listed-calls.ts';
import { type Handler, type MockServer, sendJson, startMockServer } from './mock-server.ts';

/** The four providers' lists over generated calls, with each one's paging and filters as documented. */
export interface ListServers {
  readonly environment: Readonly<Record<string, string>>;
  /** By provider id. Tests may change what is in them. */
  readonly calls: Readonly<Record<string, ListedCall[]>>;
  readonly servers: Readonly<Record<string, MockServer>>;
  /** The agents that Synthflow lists. */
  agents: string[];
  /** Responds in place of a provider's list while it returns true. */
  intercept: (provider: string, url: URL, response: ServerResponse) => boolean;
  /** Requests so far, as `provider path?query`. */
  requests(): string[];
  /** All calls in the log's order. */
  all(): ListedCall[];
  close(): Promise<void>;
}

const PROVIDERS = ['osvi', 'puretalk', 'synthflow', 'voxworks'];

export async function startListServers(count: number, providers = PROVIDERS): Promise<ListServers> {
  const calls = Object.fromEntries(providers.map((id) => [id, listedCalls(id, count)]));
  const servers: Record<string, MockServer> = {};
  const result: ListServers = {
    environment: {},
    calls,
    servers,
    agents: [...AGENTS],
    intercept: () => false,
    requests: () => providers.flatMap((id) => (servers[id]?.requests ?? []).map(({ url }) => `${id} ${url}`)),
    all: () =>
      Object.values(calls)
        .flat()
        .toSorted((one, other) => other.at - one.at || (globalId(one) < globalId(other) ? -1 : 1)),
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
  for (const id of providers) {
    const handler: Handler = (request, response) => {
      const url = new URL(request.url ?? '', 'http://provider');
      if (!result.intercept(id, url, response)) respond(id, url, result, response);
    };
    servers[id] = await startMockServer(handler);
    const name = id.toUpperCase();
    Object.assign(result.environment, {
      [`${name}_API_KEY`]: `key-of-${id}`,
      [`${name}_BASE_URL`]: servers[id].url,
    });
  }
  return result;
}

export const globalId = ({ provider, id }: Pick<ListedCall, 'provider' | 'id'>): string =>
  `${provider}:${id}`;

function respond(
  id: string,
  { pathname, searchParams }: URL,
  lists: ListServers,
  response: ServerResponse,
): void {
  const query = Object.fromEntries(searchParams);
  const calls = lists.calls[id] ?? [];
  const one = calls.find((call) => pathname.endsWith(`/${encodeURIComponent(call.id)}`));
  if (id === 'osvi') osvi(pathname, query, calls, one, response);
  else if (id === 'puretalk') puretalk(pathname, query, calls, one, response);
  else if (id === 'synthflow') synthflow(pathname, query, calls, one, response, lists.agents);
  else voxworks(pathname, query, calls, one, response);
}

type Query = Readonly<Record<string, string | undefined>>;
type Record_ = ListedCall['record'];

const isEqual = (wanted: string | undefined, value: unknown): boolean =>
  wanted === undefined || String(value) === wanted;

const recordsOf = (calls: readonly ListedCall[], keep: (record: Record_) => boolean): Record_[] =>
  calls.map(({ record }) => record).filter(keep);

function osvi(
  path: string,
  query: Query,
  calls: ListedCall[],
  one: ListedCall | undefined,
  response: ServerResponse,
) {
  if (path === '/v1/active_agents')
    return sendJson(
      response,
      200,
      AGENTS.map((agent_id) => ({ agent_id, name: `Agent ${agent_id}`, status: 'active' })),
    );
  if (path !== '/v1/calls')
    return one === undefined
      ? sendJson(response, 404, { success: false })
      : sendJson(response, 200, { success: true, data: { ...one.record, summary: `About ${one.id}` } });
  if (query['agent_uuid'] !== undefined && !AGENTS.includes(query['agent_uuid']))
    return sendJson(response, 404, { success: false, error: 'Agent not found' });
  const found = recordsOf(
    calls,
    (record) =>
      (query['status'] === undefined || query['status'].split(',').includes(String(record['status']))) &&
      isEqual(query['agent_uuid'], record['agent_uuid']) &&
      isEqual(query['campaign_id'], record['campaign_id']) &&
      isEqual(query['call_type'], record['call_type']) &&
      String(record['phone_number']).includes(query['phone_number'] ?? ''),
  );
  const [page, size] = [Number(query['page'] ?? 1), Math.min(100, Number(query['per_page'] ?? 25))];
  sendJson(response, 200, {
    success: true,
    data: found.slice((page - 1) * size, page * size),
    meta: {
      current_page: page,
      total_count: found.length,
      total_pages: Math.ceil(found.length / size),
      per_page: size,
    },
  });
}

function puretalk(
  path: string,
  query: Query,
  calls: ListedCall[],
  one: ListedCall | undefined,
  response: ServerResponse,
) {
  const agents = AGENTS.map((assistant_id) => ({
    assistant_id,
    name: `Agent ${assistant_id}`,
    prompt: 'secret',
  }));
  if (path === '/ai-assistants')
    return sendJson(response, 200, { count: agents.length, next: null, previous: null, results: agents });
  if (path !== '/calls')
    return one === undefined
      ? sendJson(response, 404, { err: true, msg: 'x' })
      : sendJson(response, 200, { msg: 'Success', err: false, results: one.record });
  const found = recordsOf(calls, (record) =>
    ['call_type', 'status', 'assistant_id', 'from_number', 'to_number'].every((name) =>
      isEqual(query[name], record[name]),
    ),
  );
  const [page, size] = [Number(query['page'] ?? 1), Number(query['limit'] ?? 10)];
  const rows = found.slice((page - 1) * size, page * size);
  if (rows.length === 0 && page > 1) return sendJson(response, 404, { err: true, msg: 'Invalid page.' });
  const next = page * size < found.length ? `https://elsewhere.example/api/calls?page=${page + 1}` : null;
  sendJson(response, 200, { count: found.length, next, previous: null, results: rows });
}

function synthflow(
  path: string,
  query: Query,
  calls: ListedCall[],
  one: ListedCall | undefined,
  response: ServerResponse,
  agents: readonly string[],
) {
  const [limit, offset] = [Number(query['limit'] ?? 20), Number(query['offset'] ?? 0)];
  const send = (name: string, found: readonly unknown[]): void =>
    sendJson(response, 200, {
      status: 'ok',
      response: {
        pagination: { total_records: found.length, limit, offset },
        [name]: found.slice(offset, offset + limit),
      },
    });
  if (limit > 100) return sendJson(response, 400, { detail: { status: 'error' } });
  if (path === '/assistants/')
    return send(
      'assistants',
      agents.map((model_id) => ({ model_id, name: `Agent ${model_id}`, type: 'outbound' })),
    );
  if (path !== '/calls')
    return one === undefined
      ? sendJson(response, 404, {})
      : sendJson(response, 200, {
          status: 'ok',
          response: { calls: [{ ...one.record, prompt_variables: { of: one.id } }] },
        });
  if (query['model_id'] === undefined) return sendJson(response, 400, { detail: { status: 'error' } });
  const number = query['lead_phone_number'];
  send(
    'calls',
    recordsOf(
      calls,
      (record) =>
        isEqual(query['model_id'], record['model_id']) &&
        isEqual(query['call_status'], record['call_status']) &&
        Number(record['duration']) >= Number(query['duration_min'] ?? 0) &&
        (number === undefined || [record['phone_number_from'], record['phone_number_to']].includes(number)) &&
        (query['from_date'] === undefined ||
          (record['call_status'] !== 'pending' &&
            Number(record['start_time']) >= Number(query['from_date']))),
    ),
  );
}

function voxworks(
  path: string,
  query: Query,
  calls: ListedCall[],
  one: ListedCall | undefined,
  response: ServerResponse,
) {
  if (path !== '/api/v1/calls')
    return one === undefined
      ? sendJson(response, 404, { success: false })
      : sendJson(response, 200, {
          success: true,
          call: { ...one.record, call_summary: `About ${one.id}`, rating: 5 },
        });
  const limit = Math.min(50, Number(query['limit'] ?? 20));
  const before = Math.min(timeOf(query['cursor']), timeOf(query['created_before']));
  const found = recordsOf(
    calls,
    (record) =>
      isEqual(query['type'], record['type']) &&
      isEqual(query['script_id'], record['script_id']) &&
      timeOf(String(record['created_at'])) < before,
  );
  const rows = found.slice(0, limit);
  const next = found.length > limit ? rows.at(-1)?.['created_at'] : null;
  sendJson(response, 200, { success: true, calls: rows, meta: { next_cursor: next } });
}

const timeOf = (text: string | undefined): number =>
  text === undefined ? Number.POSITIVE_INFINITY : Date.parse(text);
