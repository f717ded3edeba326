import type { Json, JsonObject } from '../../domain/json.ts';
import { digitsOf } from '../calls/ids.ts';
import { modelIdOf, recordOf } from '../calls/synthflow-record.ts';
import type { SandboxContext } from '../sandbox-provider.ts';
import { growAgents } from './agents.ts';
import type { CallOutline, Outcome, SeriesAgent } from './call-outline.ts';
import { mix } from './draw.ts';
import { RuledSeries } from './ruled-series.ts';
import { ENGLISH_STORIES } from './stories.ts';
import { STORIES_ABROAD } from './stories-abroad.ts';

const SEED = 21;
const OWN_LINE = '+12125550100';

/** The agents of the examples and two more, busiest first. */
export const synthflowAgents = (count: number | null): readonly SeriesAgent[] =>
  growAgents(
    [
      { name: 'parcel desk', inboundShare: 0.4, stories: [ENGLISH_STORIES.parcel, ENGLISH_STORIES.delivery] },
      { name: 'viewing desk', inboundShare: 0, stories: [ENGLISH_STORIES.viewing] },
      { name: 'survey desk', inboundShare: 0, stories: [STORIES_ABROAD.groceries, STORIES_ABROAD.survey] },
      { name: 'lead desk', inboundShare: 0, stories: [STORIES_ABROAD.solar, ENGLISH_STORIES.declined] },
      {
        name: 'reminder desk',
        inboundShare: 0,
        stories: [ENGLISH_STORIES.reminder, ENGLISH_STORIES.rebooking],
      },
    ],
    count,
    modelIdOf,
  );

const TIMEZONES = {
  en: 'America/New_York',
  es: 'Europe/Madrid',
  de: 'Europe/Berlin',
  ar: 'Europe/London',
  hi: 'Asia/Kolkata',
  ja: 'Asia/Tokyo',
};

const OUTCOME_FIELDS: Readonly<Record<Outcome, JsonObject>> = {
  completed: { status: 'completed' },
  'no-answer': {
    status: 'no-answer',
    end_call_reason: null,
    telephony_hangup: 'caller',
    telephony_disconnect_reason: 'unknown',
  },
  busy: { status: 'busy', end_call_reason: 'error', error_message: '486: Busy Here' },
  voicemail: {
    status: 'left_voicemail',
    end_call_reason: 'voicemail_message_left',
    telephony_hangup: 'caller',
    telephony_disconnect_reason: 'caller_hangup',
  },
  rejected: { status: 'failed', end_call_reason: 'error', error_message: '608: Rejected' },
  failed: {
    status: 'failed',
    end_call_reason: 'error',
    telephony_disconnect_reason: 'error',
    error_message: '404: Not Found',
  },
  canceled: { status: 'canceled', end_call_reason: 'undefined', error_message: '487: Request Terminated' },
};

const statusOf = (outline: CallOutline, nowMs: number): string => {
  const phase = outline.phaseAt(nowMs);
  if (phase === 'queued') return 'pending';
  if (phase === 'ringing') return 'ringing';
  return phase === 'talking' ? 'in-progress' : String(OUTCOME_FIELDS[outline.outcome]['status']);
};

const secondsOf = (outline: CallOutline, nowMs: number): number =>
  nowMs >= outline.endedMs ? (outline.talkSeconds ?? 0) : 0;

const fromOf = ({ inbound, customer }: CallOutline): string => (inbound ? customer.phoneNumber : OWN_LINE);

const toOf = ({ inbound, customer }: CallOutline): string => (inbound ? OWN_LINE : customer.phoneNumber);

/** A filter by date leaves a call out that has not begun, or not ended. */
const fact = (outline: CallOutline, name: string, nowMs: number): Json => {
  switch (name) {
    case 'model_id':
      return outline.agent.agentId;
    case 'status':
      return statusOf(outline, nowMs);
    case 'duration':
      return secondsOf(outline, nowMs);
    case 'begin_ms':
      return ['queued', 'ringing'].includes(outline.phaseAt(nowMs)) ? null : outline.createdMs;
    case 'end_ms':
      return nowMs >= outline.endedMs ? outline.endedMs : null;
    case 'phone_number_from':
      return fromOf(outline);
    case 'phone_number_to':
      return toOf(outline);
    default:
      return null;
  }
};

/** The telephony fields that are known only later, as `null`. */
const notYet = (outline: CallOutline, nowMs: number): JsonObject => {
  const phase = outline.phaseAt(nowMs);
  if (phase === 'ended' || phase === 'analysed') return {};
  return {
    end_call_reason: null,
    telephony_hangup: null,
    telephony_disconnect_reason: null,
    telephony_duration: null,
    telephony_end: null,
    ...(phase !== 'talking' && { telephony_ringing_duration: null }),
    ...(phase === 'queued' && { telephony_start: null }),
  };
};

const collected = (outline: CallOutline): JsonObject => ({
  [outline.agent.agentId]: Object.fromEntries(
    Object.entries(outline.tell().captured).map(([name, value]) => [name, { value, collected: true }]),
  ),
});

const record = (outline: CallOutline, id: string, nowMs: number): JsonObject => {
  const phase = outline.phaseAt(nowMs);
  const agentHungUp = outline.story.endedBy === 'agent';
  return recordOf({
    id,
    agent: outline.agent.name,
    startMs: outline.createdMs,
    ringMs: outline.dialledMs - outline.createdMs + outline.ringMs,
    seconds: secondsOf(outline, nowMs),
    timezone: TIMEZONES[outline.story.language],
    from: fromOf(outline),
    to: toOf(outline),
    turns: outline.spokenBy(nowMs),
    fields: {
      type_of_call: outline.inbound ? 'inbound' : 'outbound',
      name: outline.outcome === 'completed' ? outline.customer.name : '',
      prompt_variables: { name: outline.customer.name },
      end_call_reason: agentHungUp ? 'agent_ended_call' : 'human_ended_call',
      telephony_hangup: agentHungUp === outline.inbound ? 'callee' : 'caller',
      telephony_disconnect_reason: agentHungUp === outline.inbound ? 'callee_hangup' : 'caller_hangup',
      ...(outline.outcome !== 'completed' && OUTCOME_FIELDS[outline.outcome]),
      status: statusOf(outline, nowMs),
      ...notYet(outline, nowMs),
      ...(phase === 'analysed'
        ? outline.outcome === 'completed' && { collected_variables: collected(outline) }
        : { recording_url: null }),
    },
  });
};

/** Half of the agents' calls have ids in the older format, which begins with the time of creation. */
const OLDER_ID = /^(\d{13})x\d{18}$/;

/** The Synthflow calls by rule. */
export const synthflowSeries = ({ startMs }: SandboxContext, agents: readonly SeriesAgent[]): RuledSeries =>
  new RuledSeries(
    {
      profile: {
        seed: SEED,
        agents,
        outcomes: [
          ['completed', 0.52],
          ['voicemail', 0.2],
          ['no-answer', 0.15],
          ['busy', 0.04],
          ['failed', 0.04],
          ['rejected', 0.03],
          ['canceled', 0.02],
        ],
      },
      utcOffsetHours: -5,
      fact,
      record,
      otherIds: {
        idOf: ({ serial, createdMs }) =>
          mix(serial, SEED) % 2 === 0 ? null : `${createdMs}x${digitsOf(`synthflow ${serial}`, 18)}`,
        createdMsOf: (id) => {
          const [, createdMs] = OLDER_ID.exec(id) ?? [];
          return createdMs === undefined ? null : Number(createdMs);
        },
      },
    },
    startMs,
  );
