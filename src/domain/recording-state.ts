import type { Call } from './call.ts';
import { isLive, isUnanswered } from './call-state.ts';
import type { RecordingState } from './call-vocabulary.ts';
import { isSettled } from './freshness.ts';

/**
 * Whether the audio of `call` can be played, as far as its record tells. `hasEndpoint` says whether its provider serves
 * recordings from an endpoint of their own, which opens also what the record's URL does not.
 */
export function recordingState(
  call: Call,
  { hasEndpoint }: { readonly hasEndpoint: boolean },
): RecordingState {
  const { recording, status } = call;
  if (recording !== null && (recording.access !== 'CARRIER_ACCOUNT' || hasEndpoint)) return 'AVAILABLE';
  if (recording !== null) return 'RESTRICTED';
  if (isUnanswered(status) && !isLive(status)) return 'UNAVAILABLE';
  if (!isSettled(call)) return 'NOT_READY';
  return hasEndpoint && wasAnswered(call) ? 'AVAILABLE' : 'UNAVAILABLE';
}

const wasAnswered = ({ status, answeredAt, durationSeconds }: Call): boolean =>
  status === 'COMPLETED' || answeredAt !== null || (durationSeconds ?? 0) > 0;
