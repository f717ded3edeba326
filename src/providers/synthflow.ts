import type { Call, Recording } from '../domain/call.ts';
import { talkSeconds } from '../domain/call-state.ts';
import { CALL_DIRECTIONS, type CallDirection } from '../domain/call-vocabulary.ts';
import { lifetimeOf } from '../domain/freshness.ts';
import type { JsonObject } from '../domain/json.ts';
import { readHttpUrl } from '../reading/http-url.ts';
import { readInstant } from '../reading/instant.ts';
import { readJson } from '../reading/json-text.ts';
import { readAmount, readInteger } from '../reading/number.ts';
import { entriesOf, fromEntries, readObject, unlessEmpty } from '../reading/structure.ts';
import { readId, readText } from '../reading/text.ts';
import { readTurnsFromText } from '../reading/transcript-text.ts';
import { closedSet, foldWord } from '../reading/vocabulary.ts';
import { openEnvelope, recordAt, recordInList, rejected } from './envelope.ts';
import type { CallResponse, Provider } from './provider.ts';
import {
  type SynthflowCollectedVariable,
  type SynthflowExecutedAction,
  toCollectedVariables,
  toExecutedActions,
  toExtractedData,
} from './synthflow-extraction.ts';
import { synthflowAgents, synthflowCallList } from './synthflow-list.ts';
import {
  readDisconnectReason,
  readLeg,
  type SynthflowDisconnectReason,
  type SynthflowEndCallReason,
  type SynthflowTelephonyLeg,
  toAnsweredAt,
  toOutcome,
} from './synthflow-outcome.ts';
import { urlPath } from './url-path.ts';

/** The position of the record in the list that Synthflow responds with. */
export interface SynthflowPagination {
  readonly totalRecords: number | null;
  readonly limit: number | null;
  readonly offset: number | null;
}

/** A Synthflow call. */
export interface SynthflowCall extends Call {
  readonly provider: 'synthflow';
  readonly campaignType: string | null;
  /** IANA name. */
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
  readonly telephonyDurationSeconds: number | null;
  readonly telephonyRingingDurationSeconds: number | null;
  readonly telephonyStartedAt: Date | null;
  readonly telephonyEndedAt: Date | null;
  readonly collectedVariables: readonly SynthflowCollectedVariable[] | null;
  readonly assistantVersion: string | null;
  readonly pagination: SynthflowPagination | null;
  readonly responseStatus: string | null;
}

const readDirection = closedSet<CallDirection>(CALL_DIRECTIONS, 'UNKNOWN');

function toCall(wire: JsonObject, response: CallResponse): SynthflowCall {
  const { fetchedAt } = response;
  const timezone = readText(wire['timezone']);
  const scheduledAt = readInstant(wire['start_time'], timezone);
  const direction = readDirection(wire['type_of_call']);
  const outcome = toOutcome(wire, { direction, scheduledAt, fetchedAt });
  const { status } = outcome;
  const [from, to] = [readText(wire['phone_number_from']), readText(wire['phone_number_to'])];
  const other = direction === 'INBOUND' ? from : direction === 'OUTBOUND' ? to : null;
  const telephonyStartedAt = readInstant(wire['telephony_start'], timezone);
  const telephonyEndedAt = readInstant(wire['telephony_end'], timezone);
  const ringingMs = readAmount(wire['telephony_ringing_duration']);
  const providerDurationSeconds = readAmount(wire['duration']);
  const durationSeconds = talkSeconds(status, providerDurationSeconds);
  const transcriptText = readText(wire['transcript']);
  const agentId = readId(wire['model_id']);
  const executedActions = toExecutedActions(readObject(readJson(wire['executed_actions'])), timezone);
  const collectedVariables = toCollectedVariables(readObject(readJson(wire['collected_variables'])));
  const notStarted = status === 'SCHEDULED' || status === 'QUEUED';
  return {
    provider: 'synthflow',
    providerCallId: response.input.providerCallId,
    ...outcome,
    direction,
    channel: from === null && to === null ? null : 'PHONE',
    from,
    to,
    agent: agentId === null ? null : { providerAgentId: agentId, name: null },
    customer: unlessEmpty({
      phoneNumber: readText(wire['lead_phone_number']) ?? other,
      name: readText(wire['name']) ?? readText(wire['lead_name']),
      contactId: null,
    }),
    campaignId: null,
    scheduledAt,
    createdAt: null,
    startedAt: telephonyStartedAt ?? (notStarted ? null : scheduledAt),
    answeredAt: toAnsweredAt(outcome, durationSeconds, telephonyStartedAt, ringingMs),
    endedAt: telephonyEndedAt,
    durationSeconds,
    providerDurationSeconds,
    summary: null,
    sentiment: null,
    transcript:
      transcriptText === null ? null : { text: transcriptText, turns: readTurnsFromText(transcriptText) },
    recording: toRecording(readHttpUrl(wire['recording_url'])),
    extractedData: toExtractedData(collectedVariables, executedActions),
    fetchedAt,
    raw: withoutSipHeaders(wire),
    campaignType: readText(wire['campaign_type']),
    timezone,
    providerCallType: readText(wire['type_of_call']),
    customEndCallReason: readText(wire['custom_end_call_reason']),
    errorMessage: readText(wire['error_message']),
    executedActions,
    promptVariables: readObject(readJson(wire['prompt_variables'])),
    telephonyHangup: readLeg(wire['telephony_hangup']),
    providerTelephonyHangup: readText(wire['telephony_hangup']),
    telephonyDisconnectReason: readDisconnectReason(wire['telephony_disconnect_reason']),
    providerTelephonyDisconnectReason: readText(wire['telephony_disconnect_reason']),
    telephonyDurationSeconds: toSeconds(readAmount(wire['telephony_duration'])),
    telephonyRingingDurationSeconds: toSeconds(ringingMs),
    telephonyStartedAt,
    telephonyEndedAt,
    collectedVariables,
    assistantVersion: readId(wire['assistant_version']),
    pagination: toPagination(response),
    responseStatus: readText(readObject(response.body)?.['status']),
  };
}

/** Synthflow states telephony lengths in milliseconds. */
const toSeconds = (milliseconds: number | null): number | null =>
  milliseconds === null ? null : milliseconds / 1_000;

/** A link into the carrier's own account opens only with that account's credentials. */
const toRecording = (url: string | null): Recording | null =>
  url === null
    ? null
    : { url, access: /(^|\.)twilio\.com$/i.test(new URL(url).hostname) ? 'CARRIER_ACCOUNT' : 'UNKNOWN' };

/** Removes undocumented SIP headers, which live records carry and which can name networks and people. */
const withoutSipHeaders = (wire: JsonObject): JsonObject =>
  Object.hasOwn(wire, 'telephony_sip_headers')
    ? fromEntries(entriesOf(wire).filter(([key]) => key !== 'telephony_sip_headers'))
    : wire;

function toPagination(response: CallResponse): SynthflowPagination | null {
  const page = readObject(readObject(readObject(response.body)?.['response'])?.['pagination']);
  return (
    page && {
      totalRecords: readInteger(page['total_records']),
      limit: readInteger(page['limit']),
      offset: readInteger(page['offset']),
    }
  );
}

/** Finds the requested record. The response is a list even for one call. */
function findRecord(response: CallResponse): JsonObject | null {
  const envelope = openEnvelope(response);
  if (foldWord(readText(envelope['status']) ?? '') === 'error') throw rejected(response);
  const list = recordAt(envelope, 'response', response)['calls'];
  return recordInList(list, (record) => record['call_id'], response);
}

/** https://docs.synthflow.ai: a workspace lives in one region, and the region is the base URL. */
export const synthflow: Provider<SynthflowCall> = {
  id: 'synthflow',
  title: 'Synthflow',
  baseUrl: 'https://api.synthflow.ai/v2',
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  unauthorizedHint: 'A region also rejects the keys of every other region: check the base URL.',
  concurrency: 10,
  listCalls: synthflowCallList(toCall),
  listAgents: synthflowAgents,
  recordingRedirect: ({ providerCallId }) => urlPath`/calls/${providerCallId}/recording`,
  getCall: [
    {
      name: 'get-call',
      idempotent: true,
      lifetime: lifetimeOf,
      hasCommonFields: true,
      request: ({ providerCallId }) => ({ method: 'GET', path: urlPath`/calls/${providerCallId}` }),
      exclusiveFields: [],
      read: (response) => {
        const record = findRecord(response);
        return record && toCall(record, response);
      },
    },
  ],
};
