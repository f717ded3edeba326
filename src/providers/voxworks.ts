import type { Call } from '../domain/call.ts';
import { talkSeconds } from '../domain/call-state.ts';
import type { CallDirection, CallEndReason, CallStatus } from '../domain/call-vocabulary.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readHttpUrl } from '../reading/http-url.ts';
import { readInstant } from '../reading/instant.ts';
import { readAmount, readNumber } from '../reading/number.ts';
import { readObject, readObjects } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import { readTurnsFromText } from '../reading/transcript-text.ts';
import { readTurns } from '../reading/transcript-turns.ts';
import { closedSet, vocabulary } from '../reading/vocabulary.ts';
import { assertSameCall, openEnvelope, recordAt, rejected } from './envelope.ts';
import type { Answer, Provider } from './provider.ts';

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
    IN_PROGRESS: ['in-progress', 'ongoing', 'active', 'answered', 'connected'],
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

function toCall(wire: JsonObject, { asked, fetchedAt }: Answer): VoxworksCall {
  const providerStatus = readText(wire['status']);
  const progress = readText(wire['progress']);
  const type = readType(wire['type']);
  const scheduledAt = readInstant(wire['scheduled_time']);
  const startedAt = readInstant(wire['actual_time']);
  const said = readStatus(providerStatus) ?? readProgress(providerStatus) ?? readProgress(progress);
  const onlyScheduled =
    providerStatus === null && progress === null && scheduledAt !== null && startedAt === null;
  const status = said ?? (onlyScheduled ? 'SCHEDULED' : 'UNKNOWN');
  const providerEndReason = readText(wire['end_reason']);
  const contactId = readId(wire['contact_id']);
  const scriptId = readId(wire['script_id']);
  const recordingUrl = readHttpUrl(wire['recording_url']);
  return {
    provider: 'voxworks',
    providerCallId: asked.providerCallId,
    status,
    providerStatus,
    direction: (type && DIRECTION[type]) ?? null,
    channel: type === 'WEB' ? 'WEB' : type === null || type === 'UNKNOWN' ? null : 'PHONE',
    from: null, // Voxworks puts no numbers on a call, only the contact's id
    to: null,
    agent: scriptId === null ? null : { id: scriptId, name: null },
    customer: contactId === null ? null : { phoneNumber: null, name: null, contactId },
    campaignId: null,
    scheduledAt,
    createdAt: null,
    startedAt,
    answeredAt: null,
    endedAt: readInstant(wire['end_time']),
    durationSeconds: talkSeconds(status, readAmount(wire['duration'])),
    endReason: readEndReason(providerEndReason),
    providerEndReason,
    endedBy: null,
    answeredBy: status === 'VOICEMAIL' ? 'MACHINE' : null,
    summary: readText(wire['call_summary']),
    sentiment: null,
    transcript: toTranscript(wire),
    recording: recordingUrl === null ? null : { url: recordingUrl, access: 'UNKNOWN' },
    extractedData: readObject(wire['structured_data']),
    fetchedAt,
    raw: null,
    teamId: readId(wire['team_id']),
    type,
    providerType: readText(wire['type']),
    progress,
    objectives: Array.isArray(wire['objectives']) ? readObjects(wire['objectives']).map(toObjective) : null,
    modifiedAt: readInstant(wire['modified_at']),
    transcriptJson: wire['transcript_json'] ?? null,
    rating: readNumber(wire['rating']),
    postCallActions: Array.isArray(wire['post_call_actions'])
      ? readObjects(wire['post_call_actions']).map(toAction)
      : null,
    resultRaw: null,
  };
}

/** The layout of `transcript_json` is not documented: a list of turns, or an object that holds one. */
function toTranscript(wire: JsonObject): VoxworksCall['transcript'] {
  const text = readText(wire['transcript']);
  const json = wire['transcript_json'];
  const holder = readObject(json);
  const list = holder
    ? ['turns', 'messages', 'transcript', 'segments', 'utterances']
        .map((key) => holder[key])
        .find(Array.isArray)
    : json;
  const turns = readTurns(list);
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

function openRecord(answer: Answer): JsonObject {
  const envelope = openEnvelope(answer);
  if (readBoolean(envelope['success']) === false) throw rejected(answer);
  const record = recordAt(envelope, 'call', answer);
  assertSameCall(record['id'], answer);
  return record;
}

/**
 * Each member from the first answer that has it. The older fetch dates the whole, so that no part of a merged call
 * is thought fresher than it is.
 */
function merge(calls: readonly VoxworksCall[]): VoxworksCall {
  return calls.reduce((merged, next) => {
    const filled = Object.entries(merged).map(([key, value]) => [
      key,
      value ?? next[key as keyof VoxworksCall],
    ]);
    const fetchedAt = merged.fetchedAt < next.fetchedAt ? merged.fetchedAt : next.fetchedAt;
    const status = merged.status === 'UNKNOWN' ? next.status : merged.status;
    const transcript =
      next.transcriptJson === null ? (merged.transcript ?? next.transcript) : next.transcript;
    return { ...(Object.fromEntries(filled) as unknown as VoxworksCall), fetchedAt, status, transcript };
  });
}

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
      only: ['teamId', 'raw'],
      read: (answer) => {
        const record = openRecord(answer);
        return { ...toCall(record, answer), raw: record };
      },
    },
    {
      name: 'get-call-result',
      path: (id) => `/api/v1/get-call-result/${id}`,
      only: ['modifiedAt', 'transcriptJson', 'transcript.turns', 'rating', 'postCallActions', 'resultRaw'],
      read: (answer) => {
        const record = openRecord(answer);
        return { ...toCall(record, answer), resultRaw: record };
      },
    },
  ],
  merge,
};
