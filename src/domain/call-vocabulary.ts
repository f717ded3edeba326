/**
 * The closed sets of words that clients see. A provider's own word is mapped onto one of them and stays readable in a
 * `provider...` twin (`providerStatus`, `providerEndReason`). A member is `null` where the provider said nothing, and
 * `UNKNOWN` where it said a word that the graph does not know.
 */

/** The state of a call, or its result. Never `null`: `UNKNOWN` also stands for a missing value. */
export const CALL_STATUSES = [
  'SCHEDULED',
  'QUEUED',
  'RINGING',
  'IN_PROGRESS',
  'COMPLETED',
  'NO_ANSWER',
  'BUSY',
  'REJECTED',
  'VOICEMAIL',
  'CANCELED',
  'FAILED',
  'UNKNOWN',
] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** The direction of the call, seen from the agent's side. */
export const CALL_DIRECTIONS = ['INBOUND', 'OUTBOUND', 'UNKNOWN'] as const;
export type CallDirection = (typeof CALL_DIRECTIONS)[number];

/** The medium that carried the call: the telephone network or a browser. */
export const CALL_CHANNELS = ['PHONE', 'WEB', 'UNKNOWN'] as const;
export type CallChannel = (typeof CALL_CHANNELS)[number];

/** The reason why a call ended. */
export const CALL_END_REASONS = [
  'AGENT_HANGUP',
  'CUSTOMER_HANGUP',
  'VOICEMAIL',
  'NO_ANSWER',
  'BUSY',
  'REJECTED',
  'CANCELED',
  'TRANSFERRED',
  'MAX_DURATION',
  'SILENCE',
  'TIMEOUT',
  'API_REQUEST',
  'CUSTOM',
  'ERROR',
  'UNKNOWN',
] as const;
export type CallEndReason = (typeof CALL_END_REASONS)[number];

/** The party that ended the call; `SYSTEM` when neither did. */
export const CALL_ENDED_BY = ['AGENT', 'CUSTOMER', 'SYSTEM', 'UNKNOWN'] as const;
export type CallEndedBy = (typeof CALL_ENDED_BY)[number];

/** The party that picked up: a person or a machine. */
export const ANSWERED_BY = ['HUMAN', 'MACHINE', 'UNKNOWN'] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

/** The mood of the conversation, as the provider's analysis judged it. */
export const SENTIMENTS = ['POSITIVE', 'NEUTRAL', 'NEGATIVE', 'UNKNOWN'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** The speaker of a turn of a transcript. Never `null`: `UNKNOWN` also stands for a missing value. */
export const TURN_ROLES = ['AGENT', 'CUSTOMER', 'TOOL', 'UNKNOWN'] as const;
export type TurnRole = (typeof TURN_ROLES)[number];

/** The access that a recording's `url` requires. The graph decides it; `UNKNOWN` where the provider does not say. */
export const RECORDING_STATES = ['AVAILABLE', 'NOT_READY', 'UNAVAILABLE', 'RESTRICTED'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

export const RECORDING_ACCESS = ['PUBLIC_LINK', 'PROVIDER_KEY', 'CARRIER_ACCOUNT', 'UNKNOWN'] as const;
export type RecordingAccess = (typeof RECORDING_ACCESS)[number];
