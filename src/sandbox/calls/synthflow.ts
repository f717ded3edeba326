import type { JsonObject } from '../../domain/json.ts';
import { RECORDING_ARRIVES_AFTER_MS, type SandboxCall } from '../sandbox-provider.ts';
import { dialogue, type SpokenTurn, spokenText } from './dialogue.ts';
import { uuidOf } from './ids.ts';
import {
  LIVE_PHASE_STARTS_MS,
  LIVE_TALK_SECONDS,
  type LivePhase,
  livePhase,
  spokenSoFar,
} from './live-call.ts';
import { synthflowTalkedCalls } from './synthflow-answered.ts';
import { modelIdOf, recordOf, SPEAKERS, type SynthflowCallOutline } from './synthflow-record.ts';
import { NOT_OVER, synthflowUntalkedCalls } from './synthflow-unanswered.ts';

/** Id of a booked flat viewing with every field set. The documentation quotes it. */
export const BOOKING_CALL_ID = '1794911400000x327898249603432960';
/** Id of the call that progresses with time. */
export const LIVE_CALL_ID = '1795000000000x111222333444555666';

const LIVE_TALK: readonly SpokenTurn[] = dialogue(`
  A: Hi, this is Mia from Swiftbox. I'm calling about the parcel we could not hand over this morning.
  C: Oh right, I was at work.
  A: No problem. Shall we try again tomorrow, or on Friday?
  C: Tomorrow, but only after five.
  A: There is a tour between five and eight in the evening. Does that suit you?
  C: Yes, that's good.
  A: May we leave it with a neighbour if you are not in?
  C: Sure, with number twelve.
  A: Noted: tomorrow from five to eight, or else number twelve.
  C: Perfect, thank you!
  A: Thank you, and have a nice evening. 📦
`);

const LIVE_STATUS: Readonly<Record<LivePhase, string>> = {
  queued: 'pending',
  ringing: 'ringing',
  talking: 'in-progress',
  ended: 'completed',
  analysed: 'completed',
};

const LIVE_OUTLINE: SynthflowCallOutline = {
  id: LIVE_CALL_ID,
  agent: 'parcel desk',
  startMs: 0,
  ringMs: 0,
  seconds: 0,
  timezone: 'America/New_York',
  from: '+12125550100',
  to: '+12125550147',
};

const liveCall: SandboxCall = {
  id: LIVE_CALL_ID,
  at: ({ firstRequestAtMs, elapsedMs }) => {
    const phase = livePhase(elapsedMs);
    const { ringing, talking } = LIVE_PHASE_STARTS_MS;
    const isOver = phase === 'ended' || phase === 'analysed';
    const fields: JsonObject = {
      name: 'Jordan Wells',
      status: LIVE_STATUS[phase],
      transcript: spokenText(spokenSoFar(LIVE_TALK, elapsedMs), SPEAKERS),
      prompt_variables: { parcel: 'SB-20417', street: 'Alder Street 10' },
      ...(isOver
        ? {
            end_call_reason: 'agent_ended_call',
            telephony_hangup: 'caller',
            telephony_disconnect_reason: 'caller_hangup',
          }
        : NOT_OVER),
      ...(phase === 'queued' && { telephony_start: null }),
      ...((phase === 'queued' || phase === 'ringing') && { telephony_ringing_duration: null }),
      ...(phase === 'analysed'
        ? { collected_variables: { [modelIdOf(LIVE_OUTLINE.agent)]: LIVE_VARIABLES } }
        : { recording_url: null }),
    };
    return recordOf({
      ...LIVE_OUTLINE,
      startMs: firstRequestAtMs + ringing,
      ringMs: talking - ringing,
      seconds: isOver ? LIVE_TALK_SECONDS : 0,
      fields,
    });
  },
  recordingState: ({ elapsedMs }) => (livePhase(elapsedMs) === 'analysed' ? 'ready' : 'not-ready'),
};

const RECORDING_TO_COME_ID = uuidOf('synthflow recording to come');

/** A call that ended just before its first request. Its recording arrives five minutes later. */
const recordingToCome: SandboxCall = {
  id: RECORDING_TO_COME_ID,
  at: ({ firstRequestAtMs, elapsedMs }) =>
    recordOf({
      ...LIVE_OUTLINE,
      id: RECORDING_TO_COME_ID,
      startMs: firstRequestAtMs - 86_000,
      ringMs: 6_000,
      seconds: 60,
      turns: LIVE_TALK,
      fields: {
        name: 'Ruth Novak',
        end_call_reason: 'agent_ended_call',
        telephony_hangup: 'caller',
        telephony_disconnect_reason: 'caller_hangup',
        ...(elapsedMs < RECORDING_ARRIVES_AFTER_MS && { recording_url: null }),
      },
    }),
  recordingState: ({ elapsedMs }) => (elapsedMs < RECORDING_ARRIVES_AFTER_MS ? 'not-ready' : 'ready'),
};

const LIVE_VARIABLES: JsonObject = {
  delivery_window: { value: 'tomorrow 17-20', collected: true },
  neighbour_allowed: { value: true, collected: true },
  gate_code: { value: null, collected: false },
};

/** Every Synthflow call of the sandbox. */
export const synthflowCalls = (): readonly SandboxCall[] => [
  ...synthflowTalkedCalls(BOOKING_CALL_ID),
  ...synthflowUntalkedCalls(),
  recordingToCome,
  liveCall,
];
