import type { CallChannel, CallDirection, CallEndReason, CallStatus } from '../domain/call-vocabulary.ts';
import { closedSet, vocabulary } from '../reading/vocabulary.ts';

/** Direction and channel in one word, as Voxworks classifies its calls. */
export const VOXWORKS_CALL_TYPES = ['OUTBOUND', 'INBOUND', 'WEB', 'UNKNOWN'] as const;
export type VoxworksCallType = (typeof VOXWORKS_CALL_TYPES)[number];

export const readType = closedSet(VOXWORKS_CALL_TYPES, 'UNKNOWN');
export const DIRECTION_BY_TYPE: Partial<Record<VoxworksCallType, CallDirection>> = {
  OUTBOUND: 'OUTBOUND',
  INBOUND: 'INBOUND',
  UNKNOWN: 'UNKNOWN',
};
export const CHANNEL_BY_TYPE: Partial<Record<VoxworksCallType, CallChannel>> = {
  OUTBOUND: 'PHONE',
  INBOUND: 'PHONE',
  WEB: 'WEB',
  UNKNOWN: 'UNKNOWN',
};

/** Words of `status`, the outcome of a call. They are those of the product's "call completed" filter. */
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

/** Words of `progress`, the state of a call. A live call may state it in `status` instead. */
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

export const readEndReason = vocabulary<CallEndReason>(
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

/** A stated `status` takes precedence over `progress`, even when no table lists the word. */
export const toStatus = (status: string | null, progress: string | null): CallStatus | null =>
  status === null ? readProgress(progress) : (readStatus(status) ?? readProgress(status) ?? 'UNKNOWN');
