import type { Call } from '../domain/call.ts';
import type { CallStatus } from '../domain/call-vocabulary.ts';
import type { JsonObject } from '../domain/json.ts';
import { vconDate, vconObject } from './vcon-object.ts';
import { AGENT_PARTY, CUSTOMER_PARTY } from './vcon-parties.ts';

/** The reason why no conversation took place, in the words of the vCon draft. */
const DISPOSITIONS: Partial<Record<CallStatus, string>> = {
  NO_ANSWER: 'no-answer',
  BUSY: 'busy',
  FAILED: 'failed',
  REJECTED: 'hung-up',
  CANCELED: 'hung-up',
  VOICEMAIL: 'voicemail-no-message',
};

/**
 * The call as one dialog. `null` for a call that has not begun, one of which nothing is known, and one without any
 * time, as the draft requires a start. A recording has no content here: it would need a URL with a hash of what is
 * behind it, the providers' URLs expire, and nothing is downloaded to be hashed.
 */
export function toDialog(call: Call): JsonObject | null {
  const { direction, provider, durationSeconds } = call;
  const common = {
    parties: direction === null || direction === 'UNKNOWN' ? null : orderedParties(direction), // the first one is the originator
    application: provider,
  };
  if (hasConversation(call)) {
    const start = call.answeredAt ?? call.startedAt ?? call.createdAt ?? call.scheduledAt ?? call.endedAt;
    if (start === null) return null;
    return vconObject({ start: vconDate(start), duration: durationSeconds, ...common, ...toContent(call) });
  }
  const disposition = DISPOSITIONS[call.status] ?? null;
  const start = call.startedAt ?? call.createdAt ?? call.scheduledAt ?? call.endedAt;
  if (disposition === null || start === null) return null;
  return vconObject({ type: 'incomplete', start: vconDate(start), ...common, disposition });
}

const orderedParties = (direction: 'INBOUND' | 'OUTBOUND'): readonly number[] =>
  direction === 'INBOUND' ? [CUSTOMER_PARTY, AGENT_PARTY] : [AGENT_PARTY, CUSTOMER_PARTY];

/** True when the two sides spoke, or speak; a call that failed or was cancelled may have got that far. */
function hasConversation({ status, transcript, recording, durationSeconds }: Call): boolean {
  if (status === 'COMPLETED' || status === 'IN_PROGRESS') return true;
  if (status === 'VOICEMAIL') return transcript !== null || recording !== null; // either one shows that a message was left
  const mayHave = status === 'FAILED' || status === 'CANCELED' || status === 'UNKNOWN';
  return mayHave && (transcript !== null || (durationSeconds ?? 0) > 0);
}

/** The transcript's text stands in for the audio of a conversation without a recording. */
const toContent = ({ recording, transcript }: Call): Record<string, string> =>
  recording === null && transcript?.text != null
    ? { type: 'text', mediatype: 'text/plain', encoding: 'none', body: transcript.text }
    : { type: 'recording' };
