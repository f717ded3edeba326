import type { Call } from '../domain/call.ts';
import { partyBehind } from '../domain/call-end.ts';
import { talkSeconds } from '../domain/call-state.ts';
import { lifetimeOf } from '../domain/freshness.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readHttpUrl } from '../reading/http-url.ts';
import { readInstant } from '../reading/instant.ts';
import { readJson } from '../reading/json-text.ts';
import { readAmount, readNumber } from '../reading/number.ts';
import { readObject, readObjects } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import { readTurnsFromText } from '../reading/transcript-text.ts';
import { readTurns } from '../reading/transcript-turns.ts';
import { assertSameCall, openEnvelope, recordAt, rejected } from './envelope.ts';
import type { CallResponse, Provider } from './provider.ts';
import { urlPath } from './url-path.ts';
import { voxworksCallList } from './voxworks-list.ts';
import {
  CHANNEL_BY_TYPE,
  DIRECTION_BY_TYPE,
  readEndReason,
  readType,
  toStatus,
  type VoxworksCallType,
} from './voxworks-vocabulary.ts';

export type { VoxworksCallType };

/** A goal that the script set, and its outcome. The script decides its shape; `raw` is the complete objective. */
export interface VoxworksObjective {
  readonly name: string | null;
  readonly description: string | null;
  readonly status: string | null;
  readonly achieved: boolean | null;
  readonly raw: JsonObject;
}

/** A follow-up that ran after the call. `raw` is the complete action. */
export interface VoxworksPostCallAction {
  readonly name: string | null;
  readonly type: string | null;
  readonly status: string | null;
  readonly raw: JsonObject;
}

/** A Voxworks call: the record of get-call, the record of get-call-result, or both merged. */
export interface VoxworksCall extends Call {
  readonly provider: 'voxworks';
  readonly teamId: string | null;
  readonly type: VoxworksCallType | null;
  readonly providerType: string | null;
  readonly progress: string | null;
  readonly objectives: readonly VoxworksObjective[] | null;
  readonly modifiedAt: Date | null;
  readonly transcriptJson: Json;
  readonly rating: number | null;
  readonly postCallActions: readonly VoxworksPostCallAction[] | null;
  readonly resultRaw: JsonObject | null;
}

/** Records of one call, best first, and the members that no record holds. */
interface Source {
  readonly records: readonly JsonObject[];
  readonly providerCallId: string;
  readonly fetchedAt: Date;
}

/** Maps a call, each member from the first record in which it can be read. */
function toCall({ records, providerCallId, fetchedAt }: Source): VoxworksCall {
  const read = <T>(key: string, reader: (value: unknown) => T | null): T | null => {
    for (const record of records) {
      const value = reader(record[key]);
      if (value !== null) return value;
    }
    return null;
  };
  const providerStatus = read('status', readText);
  const progress = read('progress', readText);
  const type = read('type', readType);
  const scheduledAt = read('scheduled_time', readInstant);
  const startedAt = read('actual_time', readInstant);
  const endedAt = read('end_time', readInstant);
  const isPlanned = scheduledAt !== null && scheduledAt > fetchedAt && startedAt === null && endedAt === null;
  const status = toStatus(providerStatus, progress) ?? (isPlanned ? 'SCHEDULED' : 'UNKNOWN');
  const providerEndReason = read('end_reason', readText);
  const endReason = readEndReason(providerEndReason);
  const providerDurationSeconds = read('duration', readAmount);
  const contactId = read('contact_id', readId);
  const scriptId = read('script_id', readId);
  const recordingUrl = read('recording_url', readHttpUrl);
  const transcriptJson = read('transcript_json', readTranscriptJson);
  return {
    provider: 'voxworks',
    providerCallId,
    status,
    providerStatus,
    direction: (type && DIRECTION_BY_TYPE[type]) ?? null,
    channel: (type && CHANNEL_BY_TYPE[type]) ?? null,
    from: null, // a Voxworks record holds no telephone numbers, only the contact's id
    to: null,
    agent: scriptId === null ? null : { providerAgentId: scriptId, name: null },
    customer: contactId === null ? null : { phoneNumber: null, name: null, contactId },
    campaignId: null,
    scheduledAt,
    createdAt: null,
    startedAt,
    answeredAt: null,
    endedAt,
    durationSeconds: talkSeconds(status, providerDurationSeconds),
    providerDurationSeconds,
    endReason,
    providerEndReason,
    endedBy: partyBehind(endReason),
    answeredBy: status === 'VOICEMAIL' ? 'MACHINE' : null,
    summary: read('call_summary', readText),
    sentiment: null,
    transcript: toTranscript(read('transcript', readText), transcriptJson),
    recording: recordingUrl === null ? null : { url: recordingUrl, access: 'UNKNOWN' },
    extractedData: read('structured_data', readObject),
    fetchedAt,
    raw: null,
    teamId: read('team_id', readId),
    type,
    providerType: read('type', readText),
    progress,
    objectives: read('objectives', readObjectsOrNull)?.map(toObjective) ?? null,
    modifiedAt: read('modified_at', readInstant),
    transcriptJson,
    rating: read('rating', readNumber),
    postCallActions: read('post_call_actions', readObjectsOrNull)?.map(toAction) ?? null,
    resultRaw: null,
  };
}

const readObjectsOrNull = (value: unknown): readonly JsonObject[] | null =>
  Array.isArray(value) ? readObjects(value) : null;

/** An object or a list, decoded where it was sent as text. */
function readTranscriptJson(value: unknown): Json {
  const decoded = readJson(value);
  return typeof decoded === 'object' ? decoded : null;
}

const TURN_LISTS = ['turns', 'messages', 'transcript', 'segments', 'utterances'];

/** The layout of `transcript_json` is not documented: a list of turns, or an object that holds one. */
function toTranscript(text: string | null, json: Json): VoxworksCall['transcript'] {
  const holder = readObject(json);
  const turns = readTurns(holder === null ? json : TURN_LISTS.map((key) => holder[key]).find(Array.isArray));
  if (text === null && turns.length === 0) return null;
  return { text, turns: turns.length > 0 ? turns : readTurnsFromText(text) };
}

const toObjective = (raw: JsonObject): VoxworksObjective => ({
  name: readText(raw['name']) ?? readText(raw['title']) ?? readText(raw['objective']),
  description: readText(raw['description']),
  status: readText(raw['status']) ?? readText(raw['result']),
  achieved: readBoolean(raw['achieved']) ?? readBoolean(raw['completed']) ?? readBoolean(raw['met']),
  raw,
});

const toAction = (raw: JsonObject): VoxworksPostCallAction => ({
  name: readText(raw['name']) ?? readText(raw['action']),
  type: readText(raw['type']),
  status: readText(raw['status']),
  raw,
});

function openRecord(response: CallResponse): JsonObject {
  const envelope = openEnvelope(response);
  if (readBoolean(envelope['success']) === false) throw rejected(response);
  const record = recordAt(envelope, 'call', response);
  assertSameCall(record['id'], response);
  return record;
}

/** Responses to requests that were sent together count as equally old, whichever arrived first. */
const SAME_AGE_MS = 1_000;

/**
 * The newer response takes precedence, and the older one fills the gaps. The older fetch dates the merged call, so that no
 * part of it counts as fresher than it is.
 */
function mergeTwo(one: VoxworksCall, other: VoxworksCall): VoxworksCall {
  const aheadMs = other.fetchedAt.getTime() - one.fetchedAt.getTime();
  const [first, second] = aheadMs > SAME_AGE_MS ? [other, one] : [one, other];
  const merged = toCall({
    records: [first.raw, first.resultRaw, second.raw, second.resultRaw].filter((record) => record !== null),
    providerCallId: one.providerCallId,
    fetchedAt: aheadMs < 0 ? other.fetchedAt : one.fetchedAt,
  });
  return { ...merged, raw: first.raw ?? second.raw, resultRaw: first.resultRaw ?? second.resultRaw };
}

const fromOne = (record: JsonObject, { input, fetchedAt }: CallResponse): VoxworksCall =>
  toCall({ records: [record], providerCallId: input.providerCallId, fetchedAt });

/** Voxworks: one endpoint returns a call and another one its result. See https://docs.voxworks.ai. */
export const voxworks: Provider<VoxworksCall> = {
  id: 'voxworks',
  title: 'Voxworks',
  baseUrl: 'https://api.voxworks.ai',
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  concurrency: 10,
  listCalls: voxworksCallList(fromOne),
  getCall: [
    {
      name: 'get-call',
      idempotent: true,
      lifetime: lifetimeOf,
      hasCommonFields: true,
      request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/api/v1/get-call/${providerCallId}` }),
      exclusiveFields: ['teamId', 'raw'],
      read: (response) => {
        const record = openRecord(response);
        return { ...fromOne(record, response), raw: record };
      },
    },
    {
      name: 'get-call-result',
      idempotent: true,
      lifetime: lifetimeOf,
      hasCommonFields: true,
      request: ({ providerCallId }) => ({
        method: 'GET',
        path: urlPath`/api/v1/get-call-result/${providerCallId}`,
      }),
      exclusiveFields: [
        'modifiedAt',
        'transcriptJson',
        'transcript.turns',
        'transcript.turnCount',
        'rating',
        'postCallActions',
        'resultRaw',
      ],
      read: (response) => {
        const record = openRecord(response);
        return { ...fromOne(record, response), resultRaw: record };
      },
    },
  ],
  merge: (calls) => calls.reduce(mergeTwo),
};
