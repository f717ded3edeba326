import type { JsonObject } from '../../domain/json.ts';
import { RECORDING_ARRIVES_AFTER_MS, type SandboxCall } from '../sandbox-provider.ts';
import { uuidOf } from './ids.ts';
import {
  LIVE_PHASE_STARTS_MS,
  LIVE_TALK_SECONDS,
  type LivePhase,
  livePhase,
  spokenSoFar,
} from './live-call.ts';
import { PURETALK_TALKS } from './puretalk-conversations.ts';
import { puretalkEndedCalls } from './puretalk-ended.ts';
import { blankRecord, conversation, recordingUrl, stampOf } from './puretalk-record.ts';

/** Id of an appointment booked with two tool calls. The documentation quotes it. */
export const APPOINTMENT_CALL_ID = 'be8b84ed-16d8-459e-b71c-b0f54fce5ec1';
/** Id of the call that progresses with time. */
export const LIVE_CALL_ID = '11fe0ca1-0000-4000-8000-0000000000c3';

const LIVE_STATUS: Readonly<Record<LivePhase, string>> = {
  queued: 'queued',
  ringing: 'ringing',
  talking: 'in-progress',
  ended: 'completed',
  analysed: 'completed',
};

const LIVE_ANALYSIS: JsonObject = {
  summary: 'Renee moved the delivery of her washing machine to Friday morning.',
  call_completion: 'completed',
  call_completion_summary: 'The conversation came to a natural end.',
  task_completion: 'successful',
  task_completion_summary: 'A new delivery date was agreed on.',
  post_analysis_data: [
    { name: 'new_date', value: 'Friday' },
    { name: 'floor', value: 3 },
    { name: 'lift', value: false },
  ],
};

const liveCall = (baseUrl: string): SandboxCall => ({
  id: LIVE_CALL_ID,
  at: ({ firstRequestAtMs, elapsedMs }): JsonObject => {
    const phase = livePhase(elapsedMs);
    const isOver = phase === 'ended' || phase === 'analysed';
    const heard = spokenSoFar(PURETALK_TALKS.live, elapsedMs);
    return {
      ...blankRecord(LIVE_CALL_ID, 'Delivery Planner'),
      status: LIVE_STATUS[phase],
      from_number: '+12125550101',
      to_number: '+12125550190',
      start_time: stampOf(firstRequestAtMs),
      call_recording_enabled: true,
      ...(heard.length > 0 && conversation(heard)),
      ...(heard.length > 0 && { answered_by: 'human' }),
      ...(isOver && {
        end_time: stampOf(firstRequestAtMs + LIVE_PHASE_STARTS_MS.ended),
        call_duration_seconds: LIVE_TALK_SECONDS,
        is_billed: true,
      }),
      ...(phase === 'analysed' && {
        call_analysis: LIVE_ANALYSIS,
        sentiment: 'positive',
        call_recording_url: recordingUrl(baseUrl, LIVE_CALL_ID),
      }),
    };
  },
  recordingState: ({ elapsedMs }) => (livePhase(elapsedMs) === 'analysed' ? 'ready' : 'not-ready'),
});

/** A call that ended just before its first request. Its recording arrives five minutes later. */
const recordingToCome = (baseUrl: string): SandboxCall => {
  const id = uuidOf('puretalk recording to come');
  return {
    id,
    at: ({ firstRequestAtMs, elapsedMs }): JsonObject => ({
      ...blankRecord(id, 'Claims Desk'),
      ...conversation(PURETALK_TALKS.claim),
      status: 'completed',
      call_type: 'incoming',
      from_number: '+12125550159',
      to_number: '+12125550101',
      start_time: stampOf(firstRequestAtMs - 84_000),
      end_time: stampOf(firstRequestAtMs - 20_000),
      call_duration_seconds: 60,
      answered_by: 'human',
      call_recording_enabled: true,
      is_billed: true,
      ...(elapsedMs >= RECORDING_ARRIVES_AFTER_MS && { call_recording_url: recordingUrl(baseUrl, id) }),
    }),
    recordingState: ({ elapsedMs }) => (elapsedMs < RECORDING_ARRIVES_AFTER_MS ? 'not-ready' : 'ready'),
  };
};

/** Every Puretalk call of the sandbox. Recordings are links to the sandbox, as the provider's are links to its API. */
export const puretalkCalls = (baseUrl: string): readonly SandboxCall[] => [
  ...puretalkEndedCalls(APPOINTMENT_CALL_ID, baseUrl),
  recordingToCome(baseUrl),
  liveCall(baseUrl),
];
