import type { Call } from '../domain/call.ts';
import { partyBehind } from '../domain/call-end.ts';
import { talkSeconds } from '../domain/call-state.ts';
import type { CallChannel, CallDirection, CallEndReason, CallStatus } from '../domain/call-vocabulary.ts';
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
import { closedSet, vocabulary } from '../reading/vocabulary.ts';
import { assertSameCall, openEnvelope, recordAt, rejected } from './envelope.ts';
import type { Provider, ProviderResponse } from './provider.ts';

/** Direction and channel in one word, as Voxworks files its calls. */
export const VOXWORKS_CALL_TYPES = ['OUTBOUND', 'INBOUND', 'WEB', 'UNKNOWN'] as const;
export type VoxworksCallType = (typeof VOXWORKS_CALL_TYPES)[number];

/** A goal that the script set, and how it came out. Its shape is the script's own: `raw` is the whole of it. */
export interface VoxworksObjective {
  readonly name: string | null;
  readonly description: string | null;
  readonly status: string | null;
  readonly achieved: boolean | null;
  readonly raw: JsonObject;
}

/** A follow-up that ran after the call. `raw` is the whole of it. */
export interface VoxworksPostCallAction {
  readonly name: string | null;
  readonly type: string | null;
  readonly status: string | null;
  readonly raw: JsonObject;
}

/** A Voxworks call: what get-call says, what get-call-result says, or both. */
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

const readType = closedSet(VOXWORKS_CALL_TYPES, 'UNKNOWN');
const DIRECTION: Partial<Record<VoxworksCallType, CallDirection>> = {
  OUTBOUND: 'OUTBOUND',
  INBOUND: 'INBOUND',
  UNKNOWN: 'UNKNOWN',
};
const CHANNEL: Partial<Record<VoxworksCallType, CallChannel>> = {
  OUTBOUND: 'PHONE',
  INBOUND: 'PHONE',
  WEB: 'WEB',
  UNKNOWN: 'UNKNOWN',
};

/** `status` says how a call came out. The words are those of the product's "call completed" filter. */
const readStatus = vocabulary<CallStatus>(
  {
    COMPLETED: ['completed', 'hang-up', 'dropout'],
    NO_ANSWER: ['rang-out', 'no-answer', 'User unavailable'],
    REJECTED: ['User rejected', 'rejected'],
    VOICEMAIL: ['voicemail'],
    BUSY: ['busy', 'User busy'],
    FAILED: ['failed'],
    CANCELED: ['canceled', 'cancelled'],
  },
  null,
);

/** `progress` says how far a call has come; a live call may say it in `status` instead. */
const readProgress = vocabulary<CallStatus>(
  {
    SCHEDULED: ['scheduled'],
    QUEUED: ['queued', 'pending'],
    RINGING: ['ringing', 'dialing', 'dialling'],
    IN_PROGRESS: ['in-progress', 'ongoing', 'active'],
    COMPLETED: ['completed'],
    FAILED: ['failed'],
    CANCELED: ['canceled', 'cancelled'],
  },
  null,
);

const readEndReason = vocabulary<CallEndReason>(
  {
    API_REQUEST: ['api_ended'],
    AGENT_HANGUP: ['agent_ended', 'agent_hangup', 'agent_ended_call', 'assistant-ended-call'],
    CUSTOMER_HANGUP: [
      'user_ended',
      'user_hangup',
      'customer_hangup',
      'customer_ended',
      'customer-ended-call',
    ],
    VOICEMAIL: ['voicemail'],
    NO_ANSWER: ['rang-out', 'no-answer', 'User unavailable'],
    REJECTED: ['User rejected', 'rejected'],
    BUSY: ['busy', 'User busy'],
    CANCELED: ['canceled', 'cancelled'],
    TRANSFERRED: ['transferred', 'call_transfer'],
    MAX_DURATION: ['max_duration', 'max_duration_reached'],
    SILENCE: ['silence', 'silence_timeout'],
    ERROR: ['error', 'failed'],
  },
  'UNKNOWN',
);

/** Records of one call, best first, and what is the same whoever holds them. */
interface Source {
  readonly records: readonly JsonObject[];
  readonly providerCallId: string;
  readonly fetchedAt: Date;
}

/** Each member from the first record in which it can be read. */
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
    direction: (type && DIRECTION[type]) ?? null,
    channel: (type && CHANNEL[type]) ?? null,
    from: null, // Voxworks puts no numbers on a call, only the contact's id
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

/** Where `status` says something it has the last word, even a word that no table lists. */
const toStatus = (status: string | null, progress: string | null): CallStatus | null =>
  status === null ? readProgress(progress) : (readStatus(status) ?? readProgress(status) ?? 'UNKNOWN');

const readObjectsOrNull = (value: unknown): readonly JsonObject[] | null =>
  Array.isArray(value) ? readObjects(value) : null;

/** An object or a list, decoded where it came as text. */
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

function openRecord(response: ProviderResponse): JsonObject {
  const envelope = openEnvelope(response);
  if (readBoolean(envelope['success']) === false) throw rejected(response);
  const record = recordAt(envelope, 'call', response);
  assertSameCall(record['id'], response);
  return record;
}

/** Answers to requests that were sent together are of one age, whichever arrived first. */
const SAME_AGE_MS = 1_000;

/**
 * What the newer answer says counts, and the older one fills the gaps. The older fetch dates the whole, so that no
 * part of a merged call is thought fresher than it is.
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

const fromOne = (record: JsonObject, { callKey, fetchedAt }: ProviderResponse): VoxworksCall =>
  toCall({ records: [record], providerCallId: callKey.providerCallId, fetchedAt });

/** https://docs.voxworks.ai: calls and their results, each at an address of its own. */
export const voxworks: Provider<VoxworksCall> = {
  id: 'voxworks',
  title: 'Voxworks',
  baseUrl: 'https://api.voxworks.ai',
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  concurrency: 10,
  endpoints: [
    {
      name: 'get-call',
      path: (id) => `/api/v1/get-call/${id}`,
      exclusiveFields: ['teamId', 'raw'],
      read: (response) => {
        const record = openRecord(response);
        return { ...fromOne(record, response), raw: record };
      },
    },
    {
      name: 'get-call-result',
      path: (id) => `/api/v1/get-call-result/${id}`,
      exclusiveFields: [
        'modifiedAt',
        'transcriptJson',
        'transcript.turns',
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
