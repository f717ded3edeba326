import type { Call } from '../domain/call.ts';
import { partyBehind } from '../domain/call-end.ts';
import { talkSeconds } from '../domain/call-state.ts';
import type {
  CallDirection,
  CallEndedBy,
  CallEndReason,
  CallStatus,
  Sentiment,
} from '../domain/call-vocabulary.ts';
import { CALL_DIRECTIONS, SENTIMENTS } from '../domain/call-vocabulary.ts';
import { lifetimeOf } from '../domain/freshness.ts';
import type { JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readColour } from '../reading/colour.ts';
import { addMilliseconds, readInstant } from '../reading/instant.ts';
import { readAmount, readInteger } from '../reading/number.ts';
import { mergeObjects, readObject, unlessEmpty } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import { closedSet, vocabulary } from '../reading/vocabulary.ts';
import { assertSameCall, isOfRequestedCall, openEnvelope, recordAt, rejected } from './envelope.ts';
import { osviAgents, osviCallList } from './osvi-list.ts';
import { getRecording, readTranscript, transcriptLifetime } from './osvi-media.ts';
import type { CallResponse, Provider } from './provider.ts';
import { urlPath } from './url-path.ts';

/** The label that the analysis assigned to a call. */
export interface OsviTag {
  readonly tagId: string | null;
  readonly name: string | null;
  /** Hexadecimal CSS colour. */
  readonly color: string | null;
}

/** An OSVI call. Its transcript and its recording come from endpoints of their own; the record holds neither. */
export interface OsviCall extends Call {
  readonly provider: 'osvi';
  readonly providerCallType: string | null;
  readonly providerEndedBy: string | null;
  readonly providerSentiment: string | null;
  /** The team's own line: the caller of an outbound call, the called number of an inbound one. */
  readonly ownNumber: string | null;
  readonly campaignUploadId: string | null;
  readonly tag: OsviTag | null;
  readonly retryCount: number | null;
  readonly dataCaptured: JsonObject | null;
  readonly postCallAnalysis: JsonObject | null;
}

const readDirection = closedSet<CallDirection>(CALL_DIRECTIONS, 'UNKNOWN');
const readEndedBy = vocabulary<CallEndedBy>(
  { AGENT: ['agent', 'assistant'], CUSTOMER: ['user', 'customer'] },
  'UNKNOWN',
);
const readSentiment = closedSet<Sentiment>(SENTIMENTS, 'UNKNOWN');
const readStatus = vocabulary<CallStatus>(
  {
    IN_PROGRESS: ['in_progress'],
    COMPLETED: ['picked'],
    NO_ANSWER: ['not_picked'],
    BUSY: ['busy'],
    VOICEMAIL: ['voicemail'],
    FAILED: ['failed'],
  },
  'UNKNOWN',
);
const readEndReason = vocabulary<CallEndReason>(
  {
    AGENT_HANGUP: ['assistant-ended-call', 'agent-ended-call'],
    CUSTOMER_HANGUP: ['customer-ended-call', 'user-ended-call'],
    VOICEMAIL: ['voicemail'],
    NO_ANSWER: ['customer-did-not-answer', 'no-answer', 'not_picked'],
    BUSY: ['customer-busy', 'busy'],
    TRANSFERRED: ['assistant-forwarded-call', 'call-transferred'],
    MAX_DURATION: ['exceeded-max-duration', 'max-duration-reached'],
    SILENCE: ['silence-timed-out'],
    ERROR: ['error', 'failed'],
  },
  'UNKNOWN',
);

function toCall(wire: JsonObject, response: CallResponse): OsviCall {
  const providerStatus = readText(wire['status']) ?? readText(wire['call_status']);
  const status = readStatus(providerStatus) ?? 'UNKNOWN';
  const direction = readDirection(wire['call_type']);
  const [otherParty, ownLine] = [readText(wire['phone_number']), readText(wire['from_number'])];
  const [from, to] =
    direction === 'INBOUND'
      ? [otherParty, ownLine]
      : direction === 'OUTBOUND'
        ? [ownLine, otherParty]
        : [null, null];
  const createdAt = readInstant(wire['created_at']);
  const answeredAt = readInstant(wire['call_picked_at']);
  const providerDurationSeconds = readAmount(wire['duration_seconds']);
  const durationSeconds = talkSeconds(status, providerDurationSeconds);
  const providerEndReason = readText(wire['call_ended_reason']);
  const endReason = readEndReason(providerEndReason);
  const providerEndedBy = readText(wire['call_ended_by']);
  const postCallAnalysis = readObject(wire['post_call_analysis']) ?? readObject(wire['structured_output']);
  const providerSentiment = readText(postCallAnalysis?.['sentiment']);
  const dataCaptured = readObject(wire['data_captured']) ?? readObject(wire['data_capture']);
  return {
    provider: 'osvi',
    providerCallId: response.input.providerCallId,
    status,
    providerStatus,
    direction,
    channel: otherParty === null ? null : 'PHONE',
    from,
    to,
    agent: unlessEmpty({ providerAgentId: readId(wire['agent_uuid']), name: toAgentName(wire) }),
    customer: unlessEmpty({ phoneNumber: otherParty, name: readText(wire['caller_name']), contactId: null }),
    campaignId: readId(wire['campaign_id']),
    scheduledAt: null,
    createdAt,
    startedAt: createdAt,
    answeredAt,
    endedAt: toEnd(answeredAt, durationSeconds, status),
    durationSeconds,
    providerDurationSeconds,
    endReason,
    providerEndReason,
    endedBy: providerEndedBy === null ? partyBehind(endReason) : readEndedBy(providerEndedBy),
    answeredBy: status === 'VOICEMAIL' ? 'MACHINE' : null,
    summary: readText(wire['summary']) ?? readText(wire['call_summary']),
    sentiment: readSentiment(providerSentiment),
    transcript: null,
    recording: null,
    extractedData: mergeObjects(postCallAnalysis, dataCaptured),
    fetchedAt: response.fetchedAt,
    raw: wire,
    providerCallType: readText(wire['call_type']),
    providerEndedBy,
    providerSentiment,
    ownNumber: ownLine,
    campaignUploadId: readId(wire['campaign_upload_id']),
    tag: toTag(readObject(wire['tag'])),
    retryCount: readInteger(wire['retry_count']),
    dataCaptured,
    postCallAnalysis,
  };
}

const AGENT_ID = /^agent_(?=\D*\d)[\w-]{20,}$/;

/** The agent's id has been observed in place of its name; an id is not a name. */
function toAgentName(wire: JsonObject): string | null {
  const name = readText(wire['agent_name']);
  return name === null || name === wire['agent_uuid'] || AGENT_ID.test(name) ? null : name;
}

/** No call lasts this long; a length that was misread must not produce an end time. */
const IMPOSSIBLE_SECONDS = 30 * 86_400;

/** The record has no end time; talk time runs from the moment the call was picked up. */
const toEnd = (answeredAt: Date | null, durationSeconds: number | null, status: CallStatus): Date | null =>
  answeredAt === null ||
  durationSeconds === null ||
  durationSeconds > IMPOSSIBLE_SECONDS ||
  status === 'IN_PROGRESS'
    ? null
    : addMilliseconds(answeredAt, durationSeconds * 1_000);

const toTag = (wire: JsonObject | null): OsviTag | null =>
  wire &&
  unlessEmpty({
    tagId: readId(wire['id']),
    name: readText(wire['name']),
    color: readColour(wire['color_code']),
  });

/** Adds the transcript to the record. The older of the two dates the call, so that no part counts as fresher than it is. */
const addTranscript = (record: OsviCall, { transcript, fetchedAt }: OsviCall): OsviCall => ({
  ...record,
  transcript,
  fetchedAt: fetchedAt < record.fetchedAt ? fetchedAt : record.fetchedAt,
});

/** https://docs.osvi.ai: one call under `data`. */
export const osvi: Provider<OsviCall> = {
  id: 'osvi',
  title: 'OSVI',
  baseUrl: 'https://api.osvi.ai',
  authorize: (apiKey) => ({ 'api-token': apiKey }),
  concurrency: 10,
  listCalls: osviCallList(toCall),
  listAgents: osviAgents,
  recordLacks: ['recording'],
  getRecording,
  getCall: [
    {
      name: 'get-call',
      idempotent: true,
      lifetime: lifetimeOf,
      hasCommonFields: true,
      request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/v1/call/${providerCallId}` }),
      exclusiveFields: [],
      read: (response) => {
        const envelope = openEnvelope(response);
        if (readBoolean(envelope['success']) === false) throw rejected(response);
        const record = recordAt(envelope, 'data', response);
        const ids = [record['call_id'], record['call_log_id']];
        assertSameCall(
          ids.find((id) => isOfRequestedCall(id, response) !== null),
          response,
        );
        return toCall(record, response);
      },
    },
    {
      name: 'get-transcript',
      idempotent: true,
      lifetime: transcriptLifetime,
      hasCommonFields: false,
      request: ({ providerCallId }) => ({
        method: 'GET',
        path: urlPath`/v1/call/${providerCallId}/transcript`,
      }),
      exclusiveFields: ['transcript'],
      read: (response) => {
        const transcript = readTranscript(response);
        return { ...toCall({}, response), raw: null, transcript };
      },
    },
  ],
  merge: (calls) => calls.reduce(addTranscript),
};
