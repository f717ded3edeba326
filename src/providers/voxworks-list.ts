import type { Call } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readInstant } from '../reading/instant.ts';
import { readInteger } from '../reading/number.ts';
import { readObject } from '../reading/structure.ts';
import { readId } from '../reading/text.ts';
import type {
  CallFilter,
  CallListOperation,
  CallListPlan,
  FilterMember,
  FilterSupport,
} from './abilities.ts';
import { fewAgents, onlyOne, readRows } from './call-list-rows.ts';
import { badResponse, openEnvelope, rejected } from './envelope.ts';
import { listLifetimeOf, MAX_UNPARSED_LIST_BYTES } from './list-lifetime.ts';
import type { CallResponse } from './provider.ts';

/** The provider's maximum is not documented: a modest size. */
const PAGE_SIZE = 50;
const SECOND_MS = 1_000;

/** Begins the cursors of a list that is read without `limit`, because the provider rejected it. */
const NO_LIMIT = 'no-limit ';

/** The shape of a row is not documented. A field whose member the row does not have at all is one that it lacks. */
const PATHS_BY_MEMBER: Readonly<Record<string, readonly string[]>> = {
  team_id: ['teamId'],
  call_summary: ['summary'],
  structured_data: ['extractedData'],
  transcript: ['transcript'],
  recording_url: ['recording'],
  objectives: ['objectives'],
  modified_at: ['modifiedAt'],
  transcript_json: ['transcriptJson', 'transcript.turns'],
  rating: ['rating'],
  post_call_actions: ['postCallActions'],
};
/** Records that only the endpoints of single calls have. */
const ALWAYS_LACKS = ['raw', 'resultRaw'];
const MAY_LACK = [...Object.values(PATHS_BY_MEMBER).flat(), ...ALWAYS_LACKS];

/** Names that the list may stand under: the documentation shows none. */
const LIST_MEMBERS = ['calls', 'data', 'results', 'items'];

/** https://docs.voxworks.ai: by creation, a cursor leads to the next page. */
export const voxworksCallList = <C extends Call>(
  toCall: (wire: JsonObject, response: CallResponse) => C,
): CallListOperation<C> => ({
  name: 'list-calls',
  idempotent: true,
  lifetime: listLifetimeOf,
  maxUnparsedBytes: MAX_UNPARSED_LIST_BYTES,
  readableStatuses: [400],
  pageSize: PAGE_SIZE,
  agentParameter: null,
  callBodyOf: null,
  mayLack: MAY_LACK,
  filters: { directions: 'EXACT', agents: 'EXACT', until: 'SUPERSET' },
  plan,
  request: ({ cursor, limit, parameters }) => {
    const { hasLimit, place } = placeOf(cursor);
    const page = { cursor: place ?? undefined, limit: hasLimit ? Math.min(limit, PAGE_SIZE) : undefined };
    return { method: 'GET', path: '/api/v1/calls', query: { ...parameters, ...page } };
  },
  read: (response) => {
    const { fetchedAt, input } = response;
    const { hasLimit, place } = placeOf(input.cursor);
    const isHead = place === null;
    if (response.status === 400) {
      if (!hasLimit || !isHead) throw rejected(response);
      return { rows: [], next: NO_LIMIT, total: null, inOrder: true, isHead, fetchedAt };
    }
    const envelope = openEnvelope(response);
    if (readBoolean(envelope['success']) === false) throw rejected(response);
    const list = LIST_MEMBERS.map((member) => envelope[member]).find(Array.isArray);
    if (list === undefined) throw badResponse(response, 'the response holds no list of calls');
    const rows = readRows<C>(list, response, {
      provider: 'voxworks',
      idOf: (record) => record['id'] ?? record['call_id'],
      toCall,
      atOf: (record) =>
        readInstant(record['created_at']) ??
        readInstant(record['actual_time']) ??
        readInstant(record['scheduled_time']),
      lacks: (record) => [
        ...Object.entries(PATHS_BY_MEMBER).flatMap(([member, paths]) =>
          Object.hasOwn(record, member) ? [] : paths,
        ),
        ...ALWAYS_LACKS,
      ],
    });
    const meta = readObject(envelope['meta']);
    const cursor = readId(meta?.['next_cursor']);
    const goesOn = cursor !== null && (list.length > 0 || cursor !== place);
    const createdAt = list.map((record) => readInstant(readObject(record)?.['created_at']));
    return {
      rows,
      next: goesOn ? `${hasLimit ? '' : NO_LIMIT}${includingEqualTimes(cursor, createdAt)}` : null,
      total: readInteger(meta?.['total']),
      inOrder: createdAt.every((time) => time !== null),
      isHead,
      fetchedAt,
    };
  },
});

/**
 * The next cursor, moved so that the calls of the last row's creation time come again: a page may end between two of them,
 * and whether the next begins with the other is not documented. Any cursor but the last row's time stays as it is.
 */
function includingEqualTimes(cursor: string, createdAt: readonly (Date | null)[]): string {
  const time = readInstant(cursor)?.getTime();
  const times = createdAt.map((each) => each?.getTime() ?? Number.NaN);
  const isLast = time !== undefined && times.at(-1) === time;
  const isFalling = times.every((each, index) => index === 0 || (times[index - 1] ?? each) >= each);
  return isLast && isFalling && times[0] !== time ? new Date(time + 1).toISOString() : cursor;
}

function placeOf(cursor: string | null): { readonly hasLimit: boolean; readonly place: string | null } {
  if (cursor === null) return { hasLimit: true, place: null };
  if (!cursor.startsWith(NO_LIMIT)) return { hasLimit: true, place: cursor };
  const place = cursor.slice(NO_LIMIT.length);
  return { hasLimit: false, place: place === '' ? null : place };
}

function plan({ directions, agentIds, campaignIds, customerNumber, until }: CallFilter): CallListPlan {
  // A Voxworks record names neither a campaign nor a telephone number.
  if (campaignIds !== undefined || customerNumber !== undefined) return { lists: [], applied: {} };
  const parameters: Record<string, string | number> = {};
  const applied: Partial<Record<FilterMember, FilterSupport>> = {};
  const direction = onlyOne(directions);
  if (direction === 'INBOUND' || direction === 'OUTBOUND') {
    parameters['type'] = direction.toLowerCase();
    applied.directions = 'EXACT';
  }
  // A call is created before it is listed by any other time. `created_after` would lose calls that were booked earlier.
  if (until !== undefined) {
    parameters['created_before'] = new Date(until.getTime() + SECOND_MS).toISOString();
    applied.until = 'SUPERSET';
  }
  const agents = fewAgents(agentIds);
  if (agents === null) return { lists: [parameters], applied };
  const lists = agents.map((agentId) => ({ ...parameters, script_id: agentId }));
  return { lists, applied: { ...applied, agents: 'EXACT' } };
}
