import { pageWindow } from '../call-log/page-window.ts';
import type { Call } from '../domain/call.ts';
import type { CallStatus } from '../domain/call-vocabulary.ts';
import type { JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readInstant } from '../reading/instant.ts';
import { readInteger } from '../reading/number.ts';
import { readObject, readObjects } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import type {
  CallFilter,
  CallListOperation,
  CallListPlan,
  FilterMember,
  FilterSupport,
  ListedAgent,
  ListPage,
  ListParameters,
  PageInput,
} from './abilities.ts';
import { digitsOf, fewAgents, onlyOne, readRows } from './call-list-rows.ts';
import { badResponse, openEnvelope, rejected } from './envelope.ts';
import { AGENTS_LIFETIME, listLifetimeOf, MAX_UNPARSED_LIST_BYTES } from './list-lifetime.ts';
import { offsetPlaceOf, pageByOffset } from './offset-list.ts';
import type { ProviderOperation } from './operation.ts';
import type { CallResponse } from './provider.ts';

/** OSVI's maximum. */
const PAGE_SIZE = 100;

/** The fields that are missing in a row of the list. */
const LACKS = [
  'transcript',
  'customer.name',
  'retryCount',
  'summary',
  'sentiment',
  'providerSentiment',
  'dataCaptured',
  'postCallAnalysis',
  'extractedData',
  'raw',
];

/** OSVI's word for each status. OSVI has no call of any other status. */
const WORDS: Readonly<Partial<Record<CallStatus, string>>> = {
  COMPLETED: 'picked',
  NO_ANSWER: 'not_picked',
  BUSY: 'busy',
  FAILED: 'failed',
  VOICEMAIL: 'voicemail',
  IN_PROGRESS: 'in_progress',
};

/** Lists calls, newest first, by page number. See https://docs.osvi.ai. */
export const osviCallList = <C extends Call>(
  toCall: (wire: JsonObject, response: CallResponse) => C,
): CallListOperation<C> => ({
  name: 'list-calls',
  idempotent: true,
  lifetime: listLifetimeOf,
  maxUnparsedBytes: MAX_UNPARSED_LIST_BYTES,
  readableStatuses: [404],
  pageSize: PAGE_SIZE,
  agentParameter: null,
  callBodyOf: null,
  mayLack: LACKS,
  filters: {
    statuses: 'EXACT',
    directions: 'EXACT',
    agents: 'EXACT',
    campaigns: 'EXACT',
    customerNumber: 'SUPERSET',
  },
  plan,
  request: ({ cursor, limit, parameters }) => {
    const { offset, maxRows } = offsetPlaceOf(cursor, Math.min(limit, PAGE_SIZE));
    const { page, size } = pageWindow(offset, maxRows);
    return { method: 'GET', path: '/v1/calls', query: { ...parameters, page, per_page: size } };
  },
  read: (response) => {
    const { cursor, limit, parameters } = response.input;
    const place = offsetPlaceOf(cursor, Math.min(limit, PAGE_SIZE));
    const { page, size } = pageWindow(place.offset, place.maxRows);
    const start = (page - 1) * size;
    const { fetchedAt } = response;
    if (response.status === 404) {
      // An agent that is not the account's has no calls, and OSVI has no list for it.
      if (cursor === null && parameters['agent_uuid'] === undefined)
        throw badResponse(response, 'the endpoint has no list');
      const paging = pageByOffset(place, { start, size, count: 0, total: 0 });
      return { rows: [], ...paging, total: 0, inOrder: true, fetchedAt };
    }
    const envelope = openEnvelope(response);
    if (readBoolean(envelope['success']) === false) throw rejected(response);
    const rows = readRows<C>(envelope['data'], response, {
      provider: 'osvi',
      idOf: (record) => record['call_id'] ?? record['call_log_id'],
      toCall,
      atOf: (record) => readInstant(record['created_at']),
      lacks: () => LACKS,
    });
    const meta = readObject(envelope['meta']);
    const total = readInteger(meta?.['total_count']);
    const count = Array.isArray(envelope['data']) ? envelope['data'].length : 0;
    return { rows, ...pageByOffset(place, { start, size, count, total }), total, inOrder: true, fetchedAt };
  },
});

function plan(filter: CallFilter): CallListPlan {
  const none: CallListPlan = { lists: [], applied: {} };
  const parameters: Record<string, string | number> = {};
  const applied: Partial<Record<FilterMember, FilterSupport>> = {};
  const { statuses, directions, agentIds, campaignIds, customerNumber } = filter;
  // A status of OSVI's that the graph does not know is `UNKNOWN`, which no parameter can name.
  if (statuses !== undefined && !statuses.includes('UNKNOWN')) {
    const words = [...new Set(statuses.flatMap((status) => WORDS[status] ?? []))].toSorted();
    if (words.length === 0) return none;
    parameters['status'] = words.join(',');
    applied.statuses = 'EXACT';
  }
  const direction = onlyOne(directions);
  if (direction === 'INBOUND' || direction === 'OUTBOUND') {
    parameters['call_type'] = direction.toLowerCase();
    applied.directions = 'EXACT';
  }
  if (campaignIds !== undefined) {
    const numeric = campaignIds.filter((id) => /^\d{1,15}$/.test(id));
    if (numeric.length === 0) return none;
    const campaignId = onlyOne(numeric);
    if (campaignId !== null) {
      parameters['campaign_id'] = campaignId;
      applied.campaigns = 'EXACT';
    }
  }
  if (customerNumber !== undefined) {
    const digits = digitsOf(customerNumber);
    parameters['phone_number'] = digits;
    applied.customerNumber = 'SUPERSET';
  }
  const agents = fewAgents(agentIds);
  if (agents === null) return { lists: [parameters], applied };
  const lists = agents.map((agentId): ListParameters => ({ ...parameters, agent_uuid: agentId }));
  return { lists, applied: { ...applied, agents: 'EXACT' } };
}

/** Lists the active agents: a bare array without pages. */
export const osviAgents: ProviderOperation<PageInput, ListPage<ListedAgent>> = {
  name: 'list-agents',
  idempotent: true,
  lifetime: () => AGENTS_LIFETIME,
  request: () => ({ method: 'GET', path: '/v1/active_agents' }),
  read: (response) => {
    const { body } = response;
    const list = Array.isArray(body) ? body : (readObject(body)?.['data'] ?? null);
    if (!Array.isArray(list)) throw badResponse(response, 'the response holds no list of agents');
    const rows = readObjects(list).flatMap((agent) => {
      const providerAgentId = readId(agent['agent_id']) ?? readId(agent['agent_uuid']);
      return providerAgentId === null ? [] : [{ providerAgentId, name: readText(agent['name']) }];
    });
    return { rows, next: null, total: rows.length };
  },
};
