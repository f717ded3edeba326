import type { CallStatus } from './call-vocabulary.ts';

const LIVE: ReadonlySet<CallStatus> = new Set(['SCHEDULED', 'QUEUED', 'RINGING', 'IN_PROGRESS']);
const NEVER_ANSWERED: ReadonlySet<CallStatus> = new Set([
  'SCHEDULED',
  'QUEUED',
  'RINGING',
  'NO_ANSWER',
  'BUSY',
  'REJECTED',
]);

/** True while the call can still change because it is in progress or about to start. */
export const isLive = (status: CallStatus): boolean => LIVE.has(status);

/** True when the call was not answered, or has not been answered yet. */
export const isUnanswered = (status: CallStatus): boolean => NEVER_ANSWERED.has(status);

/**
 * Talk time in seconds, `null` for a status that says the call was never answered. Providers write 0 for calls that were never
 * answered: 0 becomes `null` for any status that leaves this open. A negative number becomes `null`.
 */
export function talkSeconds(status: CallStatus, seconds: number | null): number | null {
  if (seconds === null || seconds < 0 || isUnanswered(status)) return null;
  const mayNotHaveBeenAnswered = status === 'CANCELED' || status === 'FAILED' || status === 'UNKNOWN';
  return seconds === 0 && mayNotHaveBeenAnswered ? null : seconds;
}
