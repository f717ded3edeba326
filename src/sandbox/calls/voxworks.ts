import { RECORDING_ARRIVES_AFTER_MS, type SandboxCall } from '../sandbox-provider.ts';
import { dialogue, spokenText } from './dialogue.ts';
import { uuidOf } from './ids.ts';
import {
  LIVE_PHASE_STARTS_MS,
  LIVE_TALK_SECONDS,
  type LivePhase,
  livePhase,
  spokenSoFar,
} from './live-call.ts';
import { utcTime } from './times.ts';
import { voxworksEndedCalls } from './voxworks-ended.ts';
import { blankRecord, recordingUrl, SPEAKERS, spoken, turnList } from './voxworks-record.ts';

/** Id of a clinic's reminder with every field set. The documentation quotes it. */
export const REMINDER_CALL_ID = '7d9f2c41-3b8e-4f6a-9c15-e20b84a6d3f7';
/** Id of the call that progresses with time. */
export const LIVE_CALL_ID = '11fe0ca1-0000-4000-8000-0000000000a1';

const DAY_MS = 24 * 60 * 60 * 1_000;
const LIVE_TALK = dialogue(`
  A: Hello, this is Ava from Harbour Dental. Am I speaking with Priya?
  C: Yes, that's me.
  A: You have a check-up with Dr Lindqvist tomorrow at half past nine. Does that still suit you?
  C: Could we make it a little later?
  A: There is a free place at eleven fifteen. Shall I book that one?
  C: Eleven fifteen is perfect.
  A: It is booked. Please bring your insurance card.
  C: Will do, thanks.
  A: See you tomorrow, Priya.
`);

const LIVE_STATES: Readonly<Record<LivePhase, string>> = {
  queued: 'scheduled',
  ringing: 'ringing',
  talking: 'in_progress',
  ended: 'completed',
  analysed: 'completed',
};

const liveCall = (baseUrl: string): SandboxCall => ({
  id: LIVE_CALL_ID,
  at: ({ firstRequestAtMs, elapsedMs }) => {
    const phase = livePhase(elapsedMs);
    const isOver = phase === 'ended' || phase === 'analysed';
    const heard = spokenSoFar(LIVE_TALK, elapsedMs);
    return {
      ...blankRecord(LIVE_CALL_ID, 'clinic reminder'),
      status: LIVE_STATES[phase],
      progress: LIVE_STATES[phase],
      scheduled_time: utcTime(firstRequestAtMs + LIVE_PHASE_STARTS_MS.ringing),
      modified_at: utcTime(firstRequestAtMs + elapsedMs),
      actual_time:
        phase === 'queued' || phase === 'ringing'
          ? null
          : utcTime(firstRequestAtMs + LIVE_PHASE_STARTS_MS.talking),
      ...(heard.length > 0 && { transcript: spokenText(heard, SPEAKERS), transcript_json: turnList(heard) }),
      ...(isOver && {
        end_time: utcTime(firstRequestAtMs + LIVE_PHASE_STARTS_MS.ended),
        duration: LIVE_TALK_SECONDS,
        end_reason: 'agent-hang-up',
      }),
      ...(phase === 'analysed' && {
        call_summary: 'Priya moved her check-up from 9:30 to 11:15 and will bring her insurance card.',
        structured_data: { appointment_confirmed: true, new_time: '11:15' },
        recording_url: recordingUrl(baseUrl, LIVE_CALL_ID),
        objectives: [{ name: 'Confirm the appointment', status: 'achieved', achieved: true }],
        rating: 5,
        post_call_actions: [{ name: 'Update calendar', status: 'success' }],
      }),
    };
  },
  recordingState: ({ elapsedMs }) => (livePhase(elapsedMs) === 'analysed' ? 'ready' : 'not-ready'),
});

/** A call that ended just before its first request. Its recording arrives five minutes later. */
const recordingToCome = (baseUrl: string): SandboxCall => {
  const id = uuidOf('voxworks recording to come');
  return {
    id,
    at: ({ firstRequestAtMs, elapsedMs }) => ({
      ...blankRecord(id, 'support line'),
      ...spoken(baseUrl, id, LIVE_TALK),
      ...(elapsedMs < RECORDING_ARRIVES_AFTER_MS && { recording_url: null }),
      type: 'inbound',
      status: 'completed',
      progress: 'completed',
      actual_time: utcTime(firstRequestAtMs - 80_000),
      end_time: utcTime(firstRequestAtMs - 20_000),
      duration: 60,
      end_reason: 'customer-hang-up',
      modified_at: utcTime(firstRequestAtMs),
      call_summary: 'Priya moved her check-up from 9:30 to 11:15.',
    }),
    recordingState: ({ elapsedMs }) => (elapsedMs < RECORDING_ARRIVES_AFTER_MS ? 'not-ready' : 'ready'),
  };
};

/** A call scheduled for one day after its first request. */
const scheduledCall: SandboxCall = {
  id: uuidOf('voxworks scheduled'),
  at: ({ firstRequestAtMs }) => ({
    ...blankRecord(uuidOf('voxworks scheduled'), 'delivery rescheduling'),
    scheduled_time: utcTime(firstRequestAtMs + DAY_MS),
    modified_at: utcTime(firstRequestAtMs),
  }),
};

/** A call that waits for a free line: it has a stage and no outcome yet. */
const queuedCall: SandboxCall = {
  id: uuidOf('voxworks queued'),
  at: ({ firstRequestAtMs }) => ({
    ...blankRecord(uuidOf('voxworks queued'), 'lead qualification'),
    status: null,
    progress: 'queued',
    scheduled_time: utcTime(firstRequestAtMs),
    modified_at: utcTime(firstRequestAtMs),
  }),
};

/** Every Voxworks call of the sandbox. */
export const voxworksCalls = (baseUrl: string): readonly SandboxCall[] => [
  ...voxworksEndedCalls(REMINDER_CALL_ID, baseUrl),
  scheduledCall,
  queuedCall,
  recordingToCome(baseUrl),
  liveCall(baseUrl),
];
