import type { Call } from '../domain/call.ts';
import type { CallStatus } from '../domain/call-vocabulary.ts';
import type { JsonObject } from '../domain/json.ts';
import { readInstant } from '../reading/instant.ts';
import { readInteger } from '../reading/number.ts';
import { readObject, readObjects } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import { foldWord } from '../reading/vocabulary.ts';
import type {
  CallFilter,
  CallListOperation,
  CallListPlan,
  FilterMember,
  FilterSupport,
  ListedAgent,
  ListPage,
  PageInput,
} from './abilities.ts';
import { onlyOne, readRows, toE164 } from './call-list-rows.ts';
import { badResponse, openEnvelope, recordAt, rejected } from './envelope.ts';
import { AGENTS_LIFETIME, listLifetimeOf } from './list-lifetime.ts';
import { offsetPlaceOf, pageByOffset } from './offset-list.ts';
import type { ProviderOperation, ProviderResponse } from './operation.ts';
import type { CallResponse } from './provider.ts';

/** Synthflow responds to more with 400. */
const PAGE_SIZE = 100;
const HOUR_MS = 3_600_000;

/** The fields that are missing in a row of the list, and those that describe the response to a request for one call. */
const LACKS = ['customEndCallReason', 'promptVariables', 'pagination', 'responseStatus', 'raw'];

/** Statuses that come from a single word of Synthflow's. That word may mean other statuses as well. */
const WORDS: Readonly<
  Partial<Record<CallStatus, { readonly word: string; readonly support: FilterSupport }>>
> = {
  RINGING: { word: 'ringing', support: 'EXACT' },
  IN_PROGRESS: { word: 'in-progress', support: 'EXACT' },
  NO_ANSWER: { word: 'no-answer', support: 'EXACT' },
  BUSY: { word: 'busy', support: 'EXACT' },
  COMPLETED: { word: 'completed', support: 'SUPERSET' },
  REJECTED: { word: 'failed', support: 'SUPERSET' },
};

/** Calls of these statuses have begun, so that a bound on the beginning cannot leave them out. */
const BEGUN: ReadonlySet<CallStatus> = new Set(['IN_PROGRESS', 'COMPLETED', 'VOICEMAIL']);

/** https://docs.synthflow.ai: the calls of one agent at a time, newest first. */
export const synthflowCallList = <C extends Call>(
  toCall: (wire: JsonObject, response: CallResponse) => C,
): CallListOperation<C> => ({
  name: 'list-calls',
  idempotent: true,
  lifetime: listLifetimeOf,
  readableStatuses: [404],
  pageSize: PAGE_SIZE,
  agentParameter: 'model_id',
  callBodyOf: null,
  mayLack: LACKS,
  filters: {
    statuses: 'SUPERSET',
    agents: 'EXACT',
    customerNumber: 'SUPERSET',
    since: 'SUPERSET',
    minDurationSeconds: 'SUPERSET',
  },
  plan,
  request: ({ cursor, limit, parameters }) => {
    const { offset, maxRows } = offsetPlaceOf(cursor, Math.min(limit, PAGE_SIZE));
    return { method: 'GET', path: '/calls', query: { ...parameters, limit: maxRows, offset } };
  },
  read: (response) => {
    const place = offsetPlaceOf(response.input.cursor, Math.min(response.input.limit, PAGE_SIZE));
    const { offset: start, maxRows: size } = place;
    const { fetchedAt } = response;
    // An agent that was deleted has no list.
    if (response.status === 404) {
      const paging = pageByOffset(place, { start, size, count: 0, total: 0 });
      return { rows: [], ...paging, total: 0, inOrder: true, fetchedAt };
    }
    const contents = openContents(response);
    const list = contents['calls'];
    const rows = readRows<C>(list, response, {
      provider: 'synthflow',
      idOf: (record) => record['call_id'],
      toCall,
      atOf: (record) => readInstant(record['start_time'], readText(record['timezone'])),
      lacks: () => LACKS,
    });
    const total = readInteger(readObject(contents['pagination'])?.['total_records']);
    const count = Array.isArray(list) ? list.length : 0;
    return { rows, ...pageByOffset(place, { start, size, count, total }), total, inOrder: true, fetchedAt };
  },
});

function plan({
  statuses,
  agentIds,
  campaignIds,
  customerNumber,
  since,
  minDurationSeconds,
}: CallFilter): CallListPlan {
  // No record of Synthflow's names a campaign.
  if (campaignIds !== undefined) return { lists: [], applied: {} };
  const parameters: Record<string, string | number> = {};
  const applied: Partial<Record<FilterMember, FilterSupport>> = {};
  const status = onlyOne([...new Set(statuses ?? [])]);
  const word = status === null ? undefined : WORDS[status];
  if (word !== undefined) {
    parameters['call_status'] = word.word;
    applied.statuses = word.support;
  }
  // `from_date` acts on the beginning of the call, and leaves out the calls that have not begun.
  if (since !== undefined && statuses?.every((each) => BEGUN.has(each))) {
    parameters['from_date'] = Math.max(0, since.getTime() - HOUR_MS);
    applied.since = 'SUPERSET';
  }
  const number = customerNumber === undefined ? null : toE164(customerNumber);
  if (number !== null) {
    parameters['lead_phone_number'] = number;
    applied.customerNumber = 'SUPERSET';
  }
  if (minDurationSeconds !== undefined && minDurationSeconds >= 1) {
    parameters['duration_min'] = Math.floor(minDurationSeconds);
    applied.minDurationSeconds = 'SUPERSET';
  }
  if (agentIds === undefined) return { lists: [parameters], applied };
  const lists = [...new Set(agentIds)].map((agentId) => ({ ...parameters, model_id: agentId }));
  return { lists, applied: { ...applied, agents: 'EXACT' } };
}

function openContents(response: ProviderResponse<PageInput>): JsonObject {
  const envelope = openEnvelope(response);
  if (foldWord(readText(envelope['status']) ?? '') === 'error') throw rejected(response);
  return recordAt(envelope, 'response', response);
}

/** The path ends in a slash: the form without one may redirect. */
export const synthflowAgents: ProviderOperation<PageInput, ListPage<ListedAgent>> = {
  name: 'list-agents',
  idempotent: true,
  lifetime: () => AGENTS_LIFETIME,
  request: ({ cursor, limit }) => ({
    method: 'GET',
    path: '/assistants/',
    query: { limit: Math.min(limit, PAGE_SIZE), offset: Number(cursor ?? 0) },
  }),
  read: (response) => {
    const contents = openContents(response);
    const assistants = contents['assistants'];
    // An older example shows one object in place of the list.
    const single = readObject(assistants);
    const list = single === null ? assistants : [single];
    if (!Array.isArray(list)) throw badResponse(response, 'the response holds no list of agents');
    const rows = readObjects(list).flatMap((agent) => {
      const providerAgentId = readId(agent['model_id']);
      return providerAgentId === null ? [] : [{ providerAgentId, name: readText(agent['name']) }];
    });
    const total = readInteger(readObject(contents['pagination'])?.['total_records']);
    const end = Number(response.input.cursor ?? 0) + list.length;
    const goesOn = list.length > 0 && total !== null && end < total;
    return { rows, next: goesOn ? String(end) : null, total };
  },
};
