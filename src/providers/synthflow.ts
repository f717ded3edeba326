import type { Call, Recording } from '../domain/call.ts';
import { isUnanswered, talkSeconds } from '../domain/call-state.ts';
import type {
  AnsweredBy,
  CallDirection,
  CallEndedBy,
  CallEndReason,
  CallStatus,
} from '../domain/call-vocabulary.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readHttpUrl } from '../reading/http-url.ts';
import { readInstant } from '../reading/instant.ts';
import { readJson } from '../reading/json-text.ts';
import { readAmount, readInteger } from '../reading/number.ts';
import { readObject, readObjects, unlessEmpty } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import { readTurnsFromText } from '../reading/transcript-text.ts';
import { closedSet, foldWord, vocabulary } from '../reading/vocabulary.ts';
import { assertSameCall, badResponse, openEnvelope, recordAt, rejected } from './envelope.ts';
import type { Answer, Provider } from './provider.ts';

/** Why the call ended, from the agent's side; the documented words, those of later documents, and `UNKNOWN`. */
export const SYNTHFLOW_END_CALL_REASONS = [
  'HUMAN_PICK_UP_CUT_OFF',
  'VOICEMAIL',
  'VOICEMAIL_CUT_OFF',
  'VOICEMAIL_MESSAGE_LEFT',
  'AGENT_ENDED_CALL',
  'HUMAN_ENDED_CALL',
  'CUSTOM_END_CALL',
  'TIMEOUT',
  'ERROR',
  'USER_CANCELED',
  'UNKNOWN',
] as const;
export type SynthflowEndCallReason = (typeof SYNTHFLOW_END_CALL_REASONS)[number];

/** Which leg of the telephone connection hung up. */
export const SYNTHFLOW_TELEPHONY_LEGS = ['CALLER', 'CALLEE', 'UNKNOWN'] as const;
export type SynthflowTelephonyLeg = (typeof SYNTHFLOW_TELEPHONY_LEGS)[number];

/** Why the telephone connection was cut, in the carrier's view. */
export const SYNTHFLOW_DISCONNECT_REASONS = [
  'CALLEE_HANGUP',
  'CALLER_HANGUP',
  'ERROR',
  'FORBIDDEN',
  'UNKNOWN',
] as const;
export type SynthflowDisconnectReason = (typeof SYNTHFLOW_DISCONNECT_REASONS)[number];

/** Something the agent did during the call. Synthflow sends much of it as JSON inside text; here it is decoded. */
export interface SynthflowExecutedAction {
  readonly key: string;
  readonly name: string | null;
  readonly actionType: string | null;
  readonly description: string | null;
  readonly parametersHardCoded: Json;
  readonly parametersFromLanguageModel: Json;
  readonly returnValue: Json;
  readonly returnValueStatus: string | null;
  readonly errorMessage: string | null;
  readonly isRelevant: boolean | null;
  readonly executedAt: Date | null;
  readonly raw: Json;
}

/** A slot that the conversation flow set out to fill. */
export interface SynthflowCollectedVariable {
  /** `null` where the record keys its variables by name alone. */
  readonly agentId: string | null;
  readonly name: string;
  readonly value: Json;
  readonly collected: boolean | null;
}

/** Where the record stood in the list that Synthflow answers with. */
export interface SynthflowPagination {
  readonly totalRecords: number | null;
  readonly limit: number | null;
  readonly offset: number | null;
}

/** A Synthflow call. */
export interface SynthflowCall extends Call {
  readonly provider: 'synthflow';
  readonly campaignType: string | null;
  readonly timezone: string | null;
  readonly providerCallType: string | null;
  readonly endCallReason: SynthflowEndCallReason | null;
  readonly customEndCallReason: string | null;
  readonly errorMessage: string | null;
  readonly executedActions: readonly SynthflowExecutedAction[] | null;
  readonly promptVariables: JsonObject | null;
  readonly telephonyHangup: SynthflowTelephonyLeg | null;
  readonly providerTelephonyHangup: string | null;
  readonly telephonyDisconnectReason: SynthflowDisconnectReason | null;
  readonly providerTelephonyDisconnectReason: string | null;
  readonly telephonyDurationMs: number | null;
  readonly telephonyRingingDurationMs: number | null;
  readonly telephonyStartedAt: Date | null;
  readonly telephonyEndedAt: Date | null;
  readonly collectedVariables: readonly SynthflowCollectedVariable[] | null;
  readonly assistantVersion: string | null;
  readonly pagination: SynthflowPagination | null;
  readonly responseStatus: string | null;
}

const readDirection = closedSet<CallDirection>(['INBOUND', 'OUTBOUND'], null);
const readLeg = closedSet(SYNTHFLOW_TELEPHONY_LEGS, 'UNKNOWN');
const readDisconnectReason = closedSet(SYNTHFLOW_DISCONNECT_REASONS, 'UNKNOWN');
const readEndCallReason = vocabulary<SynthflowEndCallReason>(
  {
    ...Object.fromEntries(SYNTHFLOW_END_CALL_REASONS.map((reason) => [reason, [reason]])),
    AGENT_ENDED_CALL: ['agent_ended_call', 'agent_goodbye'],
    HUMAN_ENDED_CALL: ['human_ended_call', 'human_hangup', 'human_goodbye'],
    TIMEOUT: ['timeout', 'max_duration'],
  },
  'UNKNOWN',
);

/** `human_pick_up_cut_off` says that the line dropped, not through whom: it stays `UNKNOWN`. */
const readEndReason = vocabulary<CallEndReason>(
  {
    VOICEMAIL: ['voicemail', 'voicemail_cut_off', 'voicemail_message_left'],
    AGENT_HANGUP: ['agent_ended_call', 'agent_goodbye'],
    CUSTOMER_HANGUP: ['human_ended_call', 'human_hangup', 'human_goodbye'],
    CUSTOM: ['custom_end_call'],
    TIMEOUT: ['timeout'],
    MAX_DURATION: ['max_duration'],
    CANCELED: ['user_canceled'],
    ERROR: ['error'],
  },
  'UNKNOWN',
);
const readStatus = vocabulary<CallStatus>(
  {
    QUEUED: ['pending', 'registered', 'paused'],
    RINGING: ['ringing'],
    IN_PROGRESS: ['in-progress'],
    COMPLETED: ['completed'],
    NO_ANSWER: ['no-answer'],
    BUSY: ['busy'],
    VOICEMAIL: ['hangup_on_voicemail', 'left_voicemail'],
    CANCELED: ['canceled', 'cancelled', 'user-canceled'],
    FAILED: ['failed', 'spam'],
  },
  'UNKNOWN',
);

/** SIP 608: the called side had the call turned away. Synthflow files it as a failure and says so in the text. */
const SIP_REJECTED = /^\s*608\b/;

function toStatus(wire: JsonObject, fetchedAt: Date, scheduledAt: Date | null): CallStatus {
  const status = readStatus(readText(wire['status']) ?? readText(wire['call_status'])) ?? 'UNKNOWN';
  if (status === 'QUEUED') return scheduledAt !== null && scheduledAt > fetchedAt ? 'SCHEDULED' : 'QUEUED';
  if (status === 'COMPLETED')
    return readEndReason(wire['end_call_reason']) === 'VOICEMAIL' ? 'VOICEMAIL' : status;
  return status === 'FAILED' && SIP_REJECTED.test(readText(wire['error_message']) ?? '')
    ? 'REJECTED'
    : status;
}

/** The reason has been seen in `error_message`, behind an `end_call_reason` that says only that the call is over. */
function toProviderEndReason(wire: JsonObject): string | null {
  const reason = readText(wire['end_call_reason']);
  const error = readText(wire['error_message']);
  if (readEndReason(reason) !== 'UNKNOWN' && reason !== null) return reason;
  const errorIsReason = error !== null && readEndReason(error) !== 'UNKNOWN';
  return errorIsReason ? error : reason;
}

/** The leg that hung up becomes a party once one knows who called whom. */
function toEndedBy(
  wire: JsonObject,
  direction: CallDirection | null,
  reason: CallEndReason | null,
): CallEndedBy | null {
  const leg = readLeg(wire['telephony_hangup']);
  if (direction !== null && (leg === 'CALLER' || leg === 'CALLEE')) {
    return (leg === 'CALLER') === (direction === 'OUTBOUND') ? 'AGENT' : 'CUSTOMER';
  }
  if (reason === 'AGENT_HANGUP') return 'AGENT';
  if (reason === 'CUSTOMER_HANGUP') return 'CUSTOMER';
  return reason === 'TIMEOUT' || reason === 'MAX_DURATION' ? 'SYSTEM' : null;
}

const HUMAN_SPOKE: ReadonlySet<SynthflowEndCallReason> = new Set([
  'HUMAN_PICK_UP_CUT_OFF',
  'HUMAN_ENDED_CALL',
]);

function toAnsweredBy(status: CallStatus, reason: SynthflowEndCallReason | null): AnsweredBy | null {
  if (status === 'VOICEMAIL' || reason?.startsWith('VOICEMAIL')) return 'MACHINE';
  return reason !== null && HUMAN_SPOKE.has(reason) ? 'HUMAN' : null;
}

function toCall(wire: JsonObject, answer: Answer): SynthflowCall {
  const timezone = readText(wire['timezone']);
  const scheduledAt = readInstant(wire['start_time'], timezone);
  const status = toStatus(wire, answer.fetchedAt, scheduledAt);
  const direction = readDirection(wire['type_of_call']);
  const [from, to] = [readText(wire['phone_number_from']), readText(wire['phone_number_to'])];
  const other = direction === null ? null : direction === 'INBOUND' ? from : to;
  const telephonyStartedAt = readInstant(wire['telephony_start'], timezone);
  const telephonyEndedAt = readInstant(wire['telephony_end'], timezone);
  const ringingMs = readAmount(wire['telephony_ringing_duration']);
  const durationSeconds = talkSeconds(status, readAmount(wire['duration']));
  const providerEndReason = toProviderEndReason(wire);
  const endReason = readEndReason(providerEndReason);
  const endCallReason = readEndCallReason(wire['end_call_reason']);
  const transcriptText = readText(wire['transcript']);
  const agentId = readId(wire['model_id']);
  const executedActions = toExecutedActions(readObject(readJson(wire['executed_actions'])), timezone);
  const collectedVariables = toCollectedVariables(readObject(readJson(wire['collected_variables'])));
  const notStarted = status === 'SCHEDULED' || status === 'QUEUED';
  return {
    provider: 'synthflow',
    providerCallId: answer.asked.providerCallId,
    status,
    providerStatus: readText(wire['status']) ?? readText(wire['call_status']),
    direction,
    channel: from === null && to === null ? null : 'PHONE',
    from,
    to,
    agent: agentId === null ? null : { id: agentId, name: null },
    customer: unlessEmpty({
      phoneNumber: readText(wire['lead_phone_number']) ?? other,
      name: readText(wire['name']) ?? readText(wire['lead_name']),
      contactId: null,
    }),
    campaignId: null,
    scheduledAt,
    createdAt: null,
    startedAt: telephonyStartedAt ?? (notStarted ? null : scheduledAt),
    answeredAt: toAnswer(status, durationSeconds, telephonyStartedAt, ringingMs),
    endedAt: telephonyEndedAt,
    durationSeconds,
    endReason,
    providerEndReason,
    endedBy: toEndedBy(wire, direction, endReason),
    answeredBy: toAnsweredBy(status, endCallReason),
    summary: null,
    sentiment: null,
    transcript:
      transcriptText === null ? null : { text: transcriptText, turns: readTurnsFromText(transcriptText) },
    recording: toRecording(readHttpUrl(wire['recording_url'])),
    extractedData: toExtractedData(collectedVariables, executedActions),
    fetchedAt: answer.fetchedAt,
    raw: withoutSipHeaders(wire),
    campaignType: readText(wire['campaign_type']),
    timezone,
    providerCallType: readText(wire['type_of_call']),
    endCallReason,
    customEndCallReason: readText(wire['custom_end_call_reason']),
    errorMessage: readText(wire['error_message']),
    executedActions,
    promptVariables: readObject(readJson(wire['prompt_variables'])),
    telephonyHangup: readLeg(wire['telephony_hangup']),
    providerTelephonyHangup: readText(wire['telephony_hangup']),
    telephonyDisconnectReason: readDisconnectReason(wire['telephony_disconnect_reason']),
    providerTelephonyDisconnectReason: readText(wire['telephony_disconnect_reason']),
    telephonyDurationMs: readAmount(wire['telephony_duration']),
    telephonyRingingDurationMs: ringingMs,
    telephonyStartedAt,
    telephonyEndedAt,
    collectedVariables,
    assistantVersion: readId(wire['assistant_version']),
    pagination: toPagination(answer),
    responseStatus: readText(readObject(answer.body)?.['status']),
  };
}

/** Picked up when it stopped ringing, provided that somebody spoke. */
const toAnswer = (
  status: CallStatus,
  talked: number | null,
  start: Date | null,
  ringingMs: number | null,
): Date | null =>
  start === null || ringingMs === null || ringingMs > 86_400_000 || talked === null || isUnanswered(status)
    ? null
    : new Date(start.getTime() + ringingMs);

/** A link into the carrier's own account opens only with that account's credentials. */
const toRecording = (url: string | null): Recording | null =>
  url === null
    ? null
    : { url, access: /(^|\.)twilio\.com$/i.test(new URL(url).hostname) ? 'CARRIER_ACCOUNT' : 'UNKNOWN' };

/** Undocumented SIP headers ride along on live records and can name networks and people; nobody asked for them. */
const withoutSipHeaders = (wire: JsonObject): JsonObject =>
  Object.hasOwn(wire, 'telephony_sip_headers')
    ? Object.fromEntries(Object.entries(wire).filter(([key]) => key !== 'telephony_sip_headers'))
    : wire;

const toExecutedActions = (
  wire: JsonObject | null,
  timezone: string | null,
): readonly SynthflowExecutedAction[] | null =>
  wire && Object.entries(wire).map(([key, raw]) => toExecutedAction(key, raw, timezone));

function toExecutedAction(key: string, raw: Json, timezone: string | null): SynthflowExecutedAction {
  const action = readObject(readJson(raw)) ?? {};
  return {
    key,
    name: readText(action['name']),
    actionType: readText(action['action_type']),
    description: readText(action['description']),
    parametersHardCoded: readJson(action['parameters_hard_coded']),
    parametersFromLanguageModel: readJson(action['parameters_from_llm']),
    returnValue: readJson(action['return_value']),
    returnValueStatus: readText(action['return_value_status']),
    errorMessage: readText(action['error_message']),
    isRelevant: readBoolean(action['is_relevant_action']),
    executedAt: readInstant(action['timestamp_datetime'] ?? action['timestamp'], timezone),
    raw,
  };
}

/** Documented as agent id, then variable name; also seen with the variable name on top. */
const toCollectedVariables = (wire: JsonObject | null): readonly SynthflowCollectedVariable[] | null =>
  wire &&
  Object.entries(wire).flatMap(([key, entry]) => {
    const object = readObject(entry);
    if (object === null) return [{ agentId: null, name: key, value: entry, collected: null }];
    if (isSlot(object)) return [toVariable(null, key, object)];
    return Object.entries(object).map(([name, slot]) =>
      toVariable(key, name, readObject(slot) ?? { value: slot }),
    );
  });

const isSlot = (entry: JsonObject): boolean =>
  readBoolean(entry['collected']) !== null ||
  (Object.hasOwn(entry, 'value') && readObject(entry['value']) === null);

const toVariable = (agentId: string | null, name: string, slot: JsonObject): SynthflowCollectedVariable => ({
  agentId,
  name,
  value: slot['value'] ?? null,
  collected: readBoolean(slot['collected']),
});

const EXTRACTOR = /^(?:extract_info|info_extractor)_/;

/**
 * Collected variables and extractor results as one map. Where two agents filled variables of one name, the later
 * ones carry their agent's id in front, so that none is lost.
 */
function toExtractedData(
  variables: readonly SynthflowCollectedVariable[] | null,
  actions: readonly SynthflowExecutedAction[] | null,
): JsonObject | null {
  if (variables === null && actions === null) return null;
  const data = new Map<string, Json>();
  const put = (owner: string | null, name: string, value: Json): void => {
    data.set(data.has(name) && owner !== null ? `${owner}.${name}` : name, value);
  };
  for (const { agentId, name, value, collected } of variables ?? []) {
    if (collected !== false) put(agentId, name, value);
  }
  for (const { key, actionType, returnValue } of actions ?? []) {
    const extracts = EXTRACTOR.test(key) || foldWord(actionType ?? '').startsWith('extractinfo');
    if (!extracts || returnValue === null) continue;
    const values = readObject(returnValue);
    if (values === null) put(key, key.replace(EXTRACTOR, ''), returnValue);
    else for (const [name, value] of Object.entries(values)) put(key, name, value);
  }
  return Object.fromEntries(data);
}

function toPagination(answer: Answer): SynthflowPagination | null {
  const page = readObject(readObject(readObject(answer.body)?.['response'])?.['pagination']);
  return (
    page && {
      totalRecords: readInteger(page['total_records']),
      limit: readInteger(page['limit']),
      offset: readInteger(page['offset']),
    }
  );
}

/** The answer is a list even for one call. `null` when it is empty: that is how an unknown id is answered. */
function findRecord(answer: Answer): JsonObject | null {
  const envelope = openEnvelope(answer);
  if (foldWord(readText(envelope['status']) ?? '') === 'error') throw rejected(answer);
  const list = recordAt(envelope, 'response', answer)['calls'];
  if (!Array.isArray(list)) throw badResponse(answer, 'the answer holds no list of calls');
  if (list.length === 0) return null;
  const records = readObjects(list);
  const found = records.find((record) => readId(record['call_id']) === answer.asked.providerCallId);
  if (found !== undefined) return found;
  const [only] = records;
  if (only === undefined) throw badResponse(answer, 'the answer holds no call');
  if (records.length > 1)
    throw badResponse(answer, 'none of the records in the answer is the call asked for');
  assertSameCall(only['call_id'], answer);
  return only;
}

/** https://docs.synthflow.ai: a workspace lives in one region, and the region is the base URL. */
export const synthflow: Provider<SynthflowCall> = {
  id: 'synthflow',
  title: 'Synthflow',
  baseUrl: 'https://api.synthflow.ai/v2',
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  unauthorizedHint: 'A key is also refused by every region but its own: check the base URL.',
  concurrency: 10,
  endpoints: [
    {
      name: 'get-call',
      path: (id) => `/calls/${id}`,
      only: [],
      read: (answer) => {
        const record = findRecord(answer);
        return record && toCall(record, answer);
      },
    },
  ],
};
