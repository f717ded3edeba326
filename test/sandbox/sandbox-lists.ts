import { isJsonObject, type Json, type JsonObject } from '../../src/domain/json.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { addressOf, stubOf } from './sandbox-http.ts';

/** Query parameters, as names and values. */
export type Filter = Readonly<Record<string, string>>;

/** A response of a list: its status, and its body as JSON. */
export interface ListResponse {
  readonly status: number;
  readonly body: JsonObject;
}

/** How a provider's list is walked. */
export interface ListClient {
  readonly id: string;
  readonly idField: string;
  /** Every row that the filter leaves in, by the provider's own way to page. */
  walk(sandbox: Sandbox, filter: Filter, pageSize: number): Promise<readonly JsonObject[]>;
}

/** Requests `path` with the right key. */
export const getList = async (
  sandbox: Sandbox,
  providerId: string,
  path: string,
  query: Filter = {},
): Promise<ListResponse> => {
  const stub = stubOf(providerId);
  const { baseUrl, apiKey } = addressOf(sandbox, stub);
  const response = await fetch(`${baseUrl}${path}?${new URLSearchParams(query)}`, {
    headers: stub.authorization(apiKey),
  });
  return { status: response.status, body: (await response.json()) as JsonObject };
};

/** The member at `keys` of a response, as a list of rows. Throws when it is none. */
export const rowsAt = ({ status, body }: ListResponse, ...keys: readonly string[]): readonly JsonObject[] => {
  const found = keys.reduce<Json | undefined>(
    (value, key) => (isJsonObject(value ?? null) ? (value as JsonObject)[key] : undefined),
    body,
  );
  if (status !== 200 || !Array.isArray(found)) throw new Error(`No rows: ${status} ${JSON.stringify(body)}`);
  return found.filter((row) => isJsonObject(row));
};

const agentIds = async (sandbox: Sandbox): Promise<readonly string[]> =>
  rowsAt(await getList(sandbox, 'synthflow', '/assistants/', { limit: '100' }), 'response', 'assistants').map(
    (agent) => String(agent['model_id']),
  );

const byCursor: ListClient['walk'] = async (sandbox, filter, limit) => {
  const rows: JsonObject[] = [];
  for (let cursor: Json = ''; cursor !== null; ) {
    const query: Filter = {
      ...filter,
      limit: String(limit),
      ...(cursor !== '' && { cursor: String(cursor) }),
    };
    const response = await getList(sandbox, 'voxworks', '/api/v1/calls', query);
    rows.push(...rowsAt(response, 'calls'));
    cursor = (response.body['meta'] as JsonObject)['next_cursor'] ?? null;
  }
  return rows;
};

const byOffset: ListClient['walk'] = async (sandbox, filter, limit) => {
  const rows: JsonObject[] = [];
  for (const agent of filter['model_id'] === undefined ? await agentIds(sandbox) : [filter['model_id']]) {
    for (let offset = 0; ; offset += limit) {
      const query = { ...filter, model_id: agent, limit: String(limit), offset: String(offset) };
      const page = rowsAt(await getList(sandbox, 'synthflow', '/calls', query), 'response', 'calls');
      rows.push(...page);
      if (page.length < limit) break;
    }
  }
  return rows;
};

const byNextPage: ListClient['walk'] = async (sandbox, filter, limit) => {
  const rows: JsonObject[] = [];
  for (let page = 1; ; page += 1) {
    const query = { ...filter, page: String(page), limit: String(limit) };
    const response = await getList(sandbox, 'puretalk', '/calls', query);
    rows.push(...rowsAt(response, 'results'));
    if (response.body['next'] === null) return rows;
  }
};

const byPageNumber: ListClient['walk'] = async (sandbox, filter, perPage) => {
  const rows: JsonObject[] = [];
  for (let page = 1; ; page += 1) {
    const query = { ...filter, page: String(page), per_page: String(perPage) };
    const response = await getList(sandbox, 'osvi', '/v1/calls', query);
    rows.push(...rowsAt(response, 'data'));
    if (page >= Number((response.body['meta'] as JsonObject)['total_pages'])) return rows;
  }
};

const WALKS: Readonly<Record<string, ListClient['walk']>> = {
  voxworks: byCursor,
  synthflow: byOffset,
  puretalk: byNextPage,
  osvi: byPageNumber,
};

/** Every provider's list. */
export const LIST_CLIENTS: readonly ListClient[] = Object.entries(WALKS).map(([id, walk]) => ({
  id,
  idField: stubOf(id).idField,
  walk,
}));

/** The client of one provider. */
export const listOf = (id: string): ListClient => {
  const client = LIST_CLIENTS.find((candidate) => candidate.id === id);
  if (client === undefined) throw new Error(`${id} has no list`);
  return client;
};
