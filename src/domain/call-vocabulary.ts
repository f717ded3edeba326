/**
 * The closed sets of words that clients see. They belong to this server: a provider's own word is mapped to one of them
 * and stays readable beside it (`providerStatus`, `providerEndReason`, ...).
 */

/** The state of a call, or its outcome. `UNKNOWN` for a word that no table lists. */
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

/** The side that placed the call, seen from the agent. */
export const CALL_DIRECTIONS = ['INBOUND', 'OUTBOUND'] as const;
export type CallDirection = (typeof CALL_DIRECTIONS)[number];

/** The medium of the call: the telephone network or a browser. */
export const CALL_CHANNELS = ['PHONE', 'WEB'] as const;
export type CallChannel = (typeof CALL_CHANNELS)[number];

/** The reason for which a call ended. `UNKNOWN` for a reason that no table lists, `null` where none was given. */
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
export const CALL_ENDED_BY = ['AGENT', 'CUSTOMER', 'SYSTEM'] as const;
export type CallEndedBy = (typeof CALL_ENDED_BY)[number];

/** A person, or a machine, that picked up. */
export const ANSWERED_BY = ['HUMAN', 'MACHINE'] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

/** The mood of the conversation, as the provider's analysis judged it. */
export const SENTIMENTS = ['POSITIVE', 'NEUTRAL', 'NEGATIVE'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** The speaker of a turn in a transcript. `UNKNOWN` rather than a guess. */
export const TURN_ROLES = ['AGENT', 'CUSTOMER', 'TOOL', 'UNKNOWN'] as const;
export type TurnRole = (typeof TURN_ROLES)[number];

/** The access that fetching a recording's `url` takes. */
export const RECORDING_ACCESS = ['PUBLIC_LINK', 'PROVIDER_KEY', 'CARRIER_ACCOUNT', 'UNKNOWN'] as const;
export type RecordingAccess = (typeof RECORDING_ACCESS)[number];
