import { partyBehind } from '../domain/call-end.ts';
import { isUnanswered } from '../domain/call-state.ts';
import type {
  AnsweredBy,
  CallDirection,
  CallEndedBy,
  CallEndReason,
  CallStatus,
} from '../domain/call-vocabulary.ts';
import type { JsonObject } from '../domain/json.ts';
import { addMilliseconds } from '../reading/instant.ts';
import { readText } from '../reading/text.ts';
import { closedSet, foldWord, vocabulary } from '../reading/vocabulary.ts';

/** The reason for which the call ended, as the agent reports it: documented words, and `UNKNOWN`. */
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

/** The leg of the telephone connection that hung up. */
export const SYNTHFLOW_TELEPHONY_LEGS = ['CALLER', 'CALLEE', 'UNKNOWN'] as const;
export type SynthflowTelephonyLeg = (typeof SYNTHFLOW_TELEPHONY_LEGS)[number];

/** The reason for which the telephone connection ended, as the carrier reports it. */
export const SYNTHFLOW_DISCONNECT_REASONS = [
  'CALLEE_HANGUP',
  'CALLER_HANGUP',
  'ERROR',
  'FORBIDDEN',
  'UNKNOWN',
] as const;
export type SynthflowDisconnectReason = (typeof SYNTHFLOW_DISCONNECT_REASONS)[number];

export const readLeg = closedSet(SYNTHFLOW_TELEPHONY_LEGS, 'UNKNOWN');
export const readDisconnectReason = closedSet(SYNTHFLOW_DISCONNECT_REASONS, 'UNKNOWN');
const readEndCallReason = vocabulary<SynthflowEndCallReason>(
  {
    ...Object.fromEntries(SYNTHFLOW_END_CALL_REASONS.map((reason) => [reason, [reason]])),
    AGENT_ENDED_CALL: ['agent_ended_call', 'agent_goodbye'],
    HUMAN_ENDED_CALL: ['human_ended_call', 'human_hangup', 'human_goodbye'],
    TIMEOUT: ['timeout', 'max_duration'],
  },
  'UNKNOWN',
);

/** `human_pick_up_cut_off` says that the line dropped, not which side dropped it: it stays `UNKNOWN`. */
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

/** SIP 608: the called side rejected the call. Synthflow reports it as a failure and states the code in the text. */
const SIP_REJECTED = /^\s*608\b/;

/** The outcome of a call, combined from half a dozen members of Synthflow's record. */
export interface SynthflowOutcome {
  readonly status: CallStatus;
  readonly providerStatus: string | null;
  readonly endReason: CallEndReason | null;
  readonly providerEndReason: string | null;
  readonly endCallReason: SynthflowEndCallReason | null;
  readonly endedBy: CallEndedBy | null;
  readonly answeredBy: AnsweredBy | null;
}

/** The other members of the record that the outcome depends on. */
interface Circumstances {
  readonly direction: CallDirection | null;
  readonly scheduledAt: Date | null;
  readonly fetchedAt: Date;
}

export function toOutcome(wire: JsonObject, circumstances: Circumstances): SynthflowOutcome {
  const { direction } = circumstances;
  const providerStatus = readText(wire['status']) ?? readText(wire['call_status']);
  const providerEndReason = toProviderEndReason(wire);
  const endReason = readEndReason(providerEndReason);
  const endCallReason = readEndCallReason(providerEndReason);
  const status = toStatus(readStatus(providerStatus) ?? 'UNKNOWN', endReason, wire, circumstances);
  return {
    status,
    providerStatus,
    endReason,
    providerEndReason,
    endCallReason,
    endedBy: toEndedBy(readLeg(wire['telephony_hangup']), direction, endReason),
    answeredBy: toAnsweredBy(status, endCallReason, direction),
  };
}

function toStatus(
  said: CallStatus,
  endReason: CallEndReason | null,
  wire: JsonObject,
  { scheduledAt, fetchedAt }: Circumstances,
): CallStatus {
  if (said === 'QUEUED') return scheduledAt !== null && scheduledAt > fetchedAt ? 'SCHEDULED' : said;
  if (said === 'COMPLETED') return endReason === 'VOICEMAIL' ? 'VOICEMAIL' : said;
  const turnedAway = said === 'FAILED' && SIP_REJECTED.test(readText(wire['error_message']) ?? '');
  return turnedAway ? 'REJECTED' : said;
}

/** The reason has been observed in `error_message`, beside an `end_call_reason` that says only that the call is over. */
function toProviderEndReason(wire: JsonObject): string | null {
  const reason = readText(wire['end_call_reason']);
  if (reason !== null && foldWord(reason) !== 'completed') return reason;
  const error = readText(wire['error_message']);
  return error !== null && readEndReason(error) !== 'UNKNOWN' ? error : reason;
}

/** The leg that hung up is a party only with a known direction; else the end reason may name the party. */
function toEndedBy(
  leg: SynthflowTelephonyLeg | null,
  direction: CallDirection | null,
  reason: CallEndReason | null,
): CallEndedBy | null {
  if (leg === null) return partyBehind(reason);
  const isPlaced = direction === 'OUTBOUND' || direction === 'INBOUND';
  if (leg === 'UNKNOWN' || !isPlaced) return partyBehind(reason) ?? 'UNKNOWN';
  return (leg === 'CALLER') === (direction === 'OUTBOUND') ? 'AGENT' : 'CUSTOMER';
}

const PERSON_WAS_THERE: ReadonlySet<SynthflowEndCallReason | null> = new Set([
  'HUMAN_PICK_UP_CUT_OFF',
  'HUMAN_ENDED_CALL',
] as const);

/** `HUMAN` applies to outbound calls only: on an inbound call the customer is the caller. */
function toAnsweredBy(
  status: CallStatus,
  reason: SynthflowEndCallReason | null,
  direction: CallDirection | null,
): AnsweredBy | null {
  if (status === 'VOICEMAIL' || reason?.startsWith('VOICEMAIL')) return 'MACHINE';
  return direction === 'OUTBOUND' && PERSON_WAS_THERE.has(reason) ? 'HUMAN' : null;
}

const DAY_MS = 86_400_000;

/** The moment when the call stopped ringing, if it was answered. `null` where the record does not state both. */
export const toAnsweredAt = (
  { status }: SynthflowOutcome,
  talkSeconds: number | null,
  startedAt: Date | null,
  ringingMs: number | null,
): Date | null =>
  startedAt === null ||
  ringingMs === null ||
  ringingMs > DAY_MS ||
  talkSeconds === null ||
  isUnanswered(status)
    ? null
    : addMilliseconds(startedAt, ringingMs);
