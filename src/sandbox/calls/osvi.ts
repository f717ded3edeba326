import type { JsonObject } from '../../domain/json.ts';
import { RECORDING_ARRIVES_AFTER_MS, type SandboxCall } from '../sandbox-provider.ts';
import { uuidOf } from './ids.ts';
import { LIVE_PHASE_STARTS_MS, LIVE_TALK_SECONDS, livePhase } from './live-call.ts';
import { osviEndedCalls } from './osvi-ended.ts';
import { blankRecord, istTime } from './osvi-record.ts';

/** Id of a confirmed appointment with every field set. The documentation quotes it. */
export const CONFIRMATION_CALL_ID = 'a1b2c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d';
/** Id in the format of calls that were placed through the provider's API. */
export const OLDER_STYLE_CALL_ID = 'call_abc123xyz';
/** Id of the call that progresses with time. */
export const LIVE_CALL_ID = '11fe0ca1-0000-4000-8000-0000000000d4';

const LIVE_ANALYSIS: JsonObject = {
  summary: 'Meera moved the delivery of her fridge to Saturday and gave a landmark for the driver.',
  tag: { id: 21, name: 'rescheduled', color_code: '#0ea5e9' },
  data_captured: { new_day: 'Saturday', landmark: 'opposite the old clock tower', cash_on_delivery: false },
  post_call_analysis: { sentiment: 'positive', callback_required: false },
};

/** The provider has no status for queued or ringing calls: before a call is picked up, it only lacks `call_picked_at`. */
const liveCall: SandboxCall = {
  id: LIVE_CALL_ID,
  at: ({ firstRequestAtMs, elapsedMs }): JsonObject => {
    const phase = livePhase(elapsedMs);
    const isOver = phase === 'ended' || phase === 'analysed';
    const isAnswered = isOver || phase === 'talking';
    return {
      ...blankRecord(LIVE_CALL_ID, 'Delivery Planner'),
      caller_name: 'Meera Joshi',
      phone_number: '+912255500190',
      status: isOver ? 'picked' : 'in_progress',
      created_at: istTime(firstRequestAtMs),
      ...(isAnswered && { call_picked_at: istTime(firstRequestAtMs + LIVE_PHASE_STARTS_MS.talking) }),
      ...(isOver && {
        duration_seconds: LIVE_TALK_SECONDS,
        call_ended_by: 'agent',
        call_ended_reason: 'assistant-ended-call',
      }),
      ...(phase === 'analysed' && LIVE_ANALYSIS),
    };
  },
  recordingState: ({ elapsedMs }) => (livePhase(elapsedMs) === 'analysed' ? 'ready' : 'not-ready'),
};

/** Id of the call whose recording arrives five minutes after its first request. */
export const RECORDING_TO_COME_ID = uuidOf('osvi recording to come');

/** A call that ended just before its first request. */
const recordingToCome: SandboxCall = {
  id: RECORDING_TO_COME_ID,
  at: ({ firstRequestAtMs }): JsonObject => ({
    ...blankRecord(RECORDING_TO_COME_ID, 'Loan Desk'),
    caller_name: 'Vijay Rao',
    phone_number: '+912255500191',
    status: 'picked',
    created_at: istTime(firstRequestAtMs - 86_000),
    call_picked_at: istTime(firstRequestAtMs - 80_000),
    duration_seconds: 60,
    call_ended_by: 'user',
    call_ended_reason: 'customer-ended-call',
    summary: 'Vijay wants an offer for a two-wheeler loan by e-mail.',
  }),
  recordingState: ({ elapsedMs }) => (elapsedMs < RECORDING_ARRIVES_AFTER_MS ? 'not-ready' : 'ready'),
};

/** Every OSVI call of the sandbox. */
export const osviCalls = (): readonly SandboxCall[] => [
  ...osviEndedCalls(CONFIRMATION_CALL_ID, OLDER_STYLE_CALL_ID),
  recordingToCome,
  liveCall,
];
