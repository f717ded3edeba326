import { pageWindow } from '../call-log/page-window.ts';
import type { Call } from '../domain/call.ts';
import type { CallStatus } from '../domain/call-vocabulary.ts';
import type { JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readInstant } from '../reading/instant.ts';
import { readInteger } from '../reading/number.ts';
import { readObjects } from '../reading/structure.ts';
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
import { fewAgents, onlyOne, readRows, toE164 } from './call-list-rows.ts';
import { badResponse, openEnvelope, rejected } from './envelope.ts';
import { AGENTS_LIFETIME, listLifetimeOf, MAX_UNPARSED_LIST_BYTES } from './list-lifetime.ts';
import { offsetPlaceOf, pageByOffset } from './offset-list.ts';
import type { ProviderOperation } from './operation.ts';
import type { CallResponse } from './provider.ts';

/** Rows hold the transcript, so pages are heavy. No maximum is documented. */
const PAGE_SIZE = 50;
const AGENTS_PAGE_SIZE = 100;

/** Statuses that Puretalk's vocabulary has no word for. */
const IMPOSSIBLE: ReadonlySet<CallStatus> = new Set(['SCHEDULED', 'REJECTED']);

/** The only words that the list's `status` accepts. `completed` holds calls that a machine answered as well. */
const WORDS: Readonly<Partial<Record<CallStatus, string>>> = {
  COMPLETED: 'completed',
  VOICEMAIL: 'completed',
  IN_PROGRESS: 'in-progress',
  FAILED: 'failed',
};

/** https://docs.puretalk.ai: a row is the call's whole record. */
export const puretalkCallList = <C extends Call>(
  toCall: (wire: JsonObject, response: CallResponse) => C,
): CallListOperation<C> => ({
  name: 'list-calls',
  idempotent: true,
  lifetime: listLifetimeOf,
  maxUnparsedBytes: MAX_UNPARSED_LIST_BYTES,
  readableStatuses: [404],
  pageSize: PAGE_SIZE,
  agentParameter: null,
  callBodyOf: ({ call }) => ({ err: false, results: call.raw }),
  mayLack: [],
  filters: {
    statuses: 'SUPERSET',
    directions: 'EXACT',
    agents: 'EXACT',
    customerNumber: 'SUPERSET',
  },
  plan,
  request: ({ cursor, limit, parameters }) => {
    const { offset, maxRows } = offsetPlaceOf(cursor, Math.min(limit, PAGE_SIZE));
    const { page, size } = pageWindow(offset, maxRows);
    return { method: 'GET', path: '/calls', query: { ...parameters, page, limit: size } };
  },
  read: (response) => {
    const { cursor, limit } = response.input;
    const place = offsetPlaceOf(cursor, Math.min(limit, PAGE_SIZE));
    const { page, size } = pageWindow(place.offset, place.maxRows);
    const start = (page - 1) * size;
    const { fetchedAt } = response;
    if (response.status === 404) {
      // A server of this style responds so to a page past the end, which deletions can bring about.
      if (page === 1) throw badResponse(response, 'the endpoint has no list');
      const paging = pageByOffset(place, { start, size, count: 0, total: 0 });
      return { rows: [], ...paging, total: null, inOrder: true, fetchedAt };
    }
    const envelope = openEnvelope(response);
    if (readBoolean(envelope['err']) === true) throw rejected(response);
    const list = envelope['results'];
    const rows = readRows<C>(list, response, {
      provider: 'puretalk',
      idOf: (record) => record['call_id'],
      toCall,
      atOf: (record) => readInstant(record['start_time']),
      lacks: () => [],
    });
    const total = readInteger(envelope['count']);
    const count = Array.isArray(list) ? list.length : 0;
    // The link's own query lacks the filters, and its host is the provider's word: it only tells that there is more.
    const hasMore = readText(envelope['next']) !== null;
    const paging = pageByOffset(place, { start, size, count, total, hasMore });
    return { rows, ...paging, total, inOrder: true, fetchedAt };
  },
});

function plan({ statuses, directions, agentIds, customerNumber }: CallFilter): CallListPlan {
  const parameters: Record<string, string | number> = {};
  const applied: Partial<Record<FilterMember, FilterSupport>> = {};
  if (statuses !== undefined) {
    const possible = statuses.filter((status) => !IMPOSSIBLE.has(status));
    if (possible.length === 0) return { lists: [], applied: {} };
    const words = new Set(possible.map((status) => WORDS[status] ?? null));
    const word = onlyOne([...words]);
    if (word !== null) {
      parameters['status'] = word;
      const isExact =
        word !== 'completed' || (possible.includes('COMPLETED') && possible.includes('VOICEMAIL'));
      applied.statuses = isExact ? 'EXACT' : 'SUPERSET';
    }
  }
  const direction = onlyOne(directions);
  if (direction === 'INBOUND' || direction === 'OUTBOUND') {
    parameters['call_type'] = CALL_TYPES[direction];
    applied.directions = 'EXACT';
  }
  let lists: readonly ListParameters[] = [parameters];
  const number = customerNumber === undefined ? null : toE164(customerNumber);
  if (number !== null) {
    lists = SIDES.filter((side) => directions === undefined || directions.includes(side)).map((side) => ({
      ...parameters,
      call_type: CALL_TYPES[side],
      [CUSTOMER[side]]: number,
    }));
    applied.customerNumber = 'SUPERSET';
    if (directions !== undefined) applied.directions = 'EXACT';
  }
  const agents = fewAgents(agentIds);
  if (agents !== null) {
    lists = lists.flatMap((list) => agents.map((agentId) => ({ ...list, assistant_id: agentId })));
    applied.agents = 'EXACT';
  }
  return { lists, applied };
}

const SIDES = ['INBOUND', 'OUTBOUND'] as const;
const CALL_TYPES = { INBOUND: 'incoming', OUTBOUND: 'outgoing' } as const;
/** The parameter for the other party, which is known for these directions only. */
const CUSTOMER = { INBOUND: 'from_number', OUTBOUND: 'to_number' } as const;

export const puretalkAgents: ProviderOperation<PageInput, ListPage<ListedAgent>> = {
  name: 'list-agents',
  idempotent: true,
  lifetime: () => AGENTS_LIFETIME,
  request: ({ cursor, limit }) => ({
    method: 'GET',
    path: '/ai-assistants',
    query: { page: Number(cursor ?? 1), limit: Math.min(limit, AGENTS_PAGE_SIZE) },
  }),
  read: (response) => {
    const envelope = openEnvelope(response);
    if (readBoolean(envelope['err']) === true) throw rejected(response);
    const list = envelope['results'];
    if (!Array.isArray(list)) throw badResponse(response, 'the response holds no list of agents');
    const rows = readObjects(list).flatMap((agent) => {
      const providerAgentId = readId(agent['assistant_id']);
      return providerAgentId === null ? [] : [{ providerAgentId, name: readText(agent['name']) }];
    });
    const goesOn = readText(envelope['next']) !== null && rows.length > 0;
    const next = goesOn ? String(Number(response.input.cursor ?? 1) + 1) : null;
    return { rows, next, total: readInteger(envelope['count']) };
  },
};
