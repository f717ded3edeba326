import type { Json, JsonObject } from '../../domain/json.ts';
import { uuidOf } from '../calls/ids.ts';
import { blankRecord, conversation, recordingUrl, stampOf, voiceIdOf } from '../calls/puretalk-record.ts';
import type { SandboxContext } from '../sandbox-provider.ts';
import { growAgents } from './agents.ts';
import type { CallOutline, Outcome, SeriesAgent } from './call-outline.ts';
import { RuledSeries } from './ruled-series.ts';
import { ENGLISH_STORIES } from './stories.ts';
import { STORIES_ABROAD } from './stories-abroad.ts';

const SEED = 31;
const OWN_LINE = '+12125550101';
const CAMPAIGNS = ['autumn-checkups', 'customer-voice-2026', null] as const;

/** The assistants of the examples, busiest first. */
export const puretalkAssistants = (count: number | null): readonly SeriesAgent[] =>
  growAgents(
    [
      {
        name: 'Appointment Setter',
        inboundShare: 0,
        stories: [ENGLISH_STORIES.reminder, ENGLISH_STORIES.rebooking],
      },
      { name: 'Claims Desk', inboundShare: 0.95, stories: [ENGLISH_STORIES.claim] },
      { name: 'Delivery Planner', inboundShare: 0, stories: [ENGLISH_STORIES.delivery] },
      { name: 'Survey Taker', inboundShare: 0, stories: [ENGLISH_STORIES.declined, ENGLISH_STORIES.parcel] },
      { name: '配送アシスタント', inboundShare: 0, stories: [STORIES_ABROAD.redelivery] },
      { name: 'Product Guide', inboundShare: 0.8, stories: [ENGLISH_STORIES.parcel] },
      { name: 'Terminassistentin', inboundShare: 0, stories: [STORIES_ABROAD.survey] },
    ],
    count,
    (name) => uuidOf(`puretalk assistant ${name}`),
  );

const OUTCOME_STATUS: Readonly<Record<Outcome, string>> = {
  completed: 'completed',
  voicemail: 'completed',
  'no-answer': 'no-answer',
  busy: 'busy',
  rejected: 'busy',
  failed: 'failed',
  canceled: 'canceled',
};

/** Both spellings of a running call occur. */
const statusOf = (outline: CallOutline, nowMs: number): string => {
  const phase = outline.phaseAt(nowMs);
  if (phase === 'queued' || phase === 'ringing') return phase;
  if (phase === 'talking') return outline.share('layout') < 0.3 ? 'in progress' : 'in-progress';
  return OUTCOME_STATUS[outline.outcome];
};

const callTypeOf = ({ inbound }: CallOutline): string => (inbound ? 'incoming' : 'outgoing');

const fromOf = ({ inbound, customer }: CallOutline): string => (inbound ? customer.phoneNumber : OWN_LINE);

const toOf = ({ inbound, customer }: CallOutline): string => (inbound ? OWN_LINE : customer.phoneNumber);

const fact = (outline: CallOutline, name: string, nowMs: number): Json => {
  switch (name) {
    case 'call_type':
      return callTypeOf(outline);
    case 'status':
      return statusOf(outline, nowMs);
    case 'assistant_id':
      return outline.agent.agentId;
    case 'voice_id':
      return voiceIdOf(outline.agent.name);
    case 'from_number':
      return fromOf(outline);
    case 'to_number':
      return toOf(outline);
    default:
      return null;
  }
};

const analysisOf = (outline: CallOutline): JsonObject => {
  const { summary, captured } = outline.tell();
  const { succeeded } = outline.story;
  return {
    summary,
    call_completion: 'completed',
    call_completion_summary: 'The conversation came to a natural end.',
    task_completion: succeeded ? 'successful' : 'unsuccessful',
    task_completion_summary: succeeded ? 'The goal was reached.' : 'The customer did not agree.',
    post_analysis_data: Object.entries(captured).map(([name, value]) => ({ name, value })),
  };
};

const record = (outline: CallOutline, id: string, nowMs: number, baseUrl: string): JsonObject => {
  const phase = outline.phaseAt(nowMs);
  const isOver = phase === 'ended' || phase === 'analysed';
  const heard = outline.spokenBy(nowMs);
  const isAnswered = heard.length > 0;
  return {
    ...blankRecord(id, outline.agent.name),
    call_type: callTypeOf(outline),
    status: statusOf(outline, nowMs),
    from_number: fromOf(outline),
    to_number: toOf(outline),
    protocol: outline.share('layout') < 0.5 ? 'twilio' : 'telnyx',
    start_time: stampOf(outline.createdMs),
    call_recording_enabled: true,
    campaign_id: outline.inbound ? null : (CAMPAIGNS[Math.floor(outline.share('campaign') * 3)] ?? null),
    ...(isAnswered && {
      ...conversation(heard),
      answered_by: outline.outcome === 'voicemail' ? 'machine' : 'human',
    }),
    ...(isOver && {
      end_time: stampOf(outline.endedMs),
      call_duration_seconds: outline.talkSeconds,
      is_billed: isAnswered,
    }),
    ...(phase === 'analysed' &&
      isAnswered && {
        call_recording_url: recordingUrl(baseUrl, id),
        sentiment: outline.outcome === 'voicemail' ? 'n/a' : outline.story.sentiment,
        ...(outline.outcome === 'completed' && { call_analysis: analysisOf(outline) }),
      }),
  };
};

/** The Puretalk calls by rule. */
export const puretalkSeries = (
  { baseUrl, startMs }: SandboxContext,
  agents: readonly SeriesAgent[],
): RuledSeries =>
  new RuledSeries(
    {
      profile: {
        seed: SEED,
        agents,
        outcomes: [
          ['completed', 0.62],
          ['no-answer', 0.17],
          ['voicemail', 0.09],
          ['busy', 0.05],
          ['failed', 0.05],
          ['canceled', 0.02],
        ],
      },
      utcOffsetHours: -5,
      fact,
      record: (outline, id, nowMs) => record(outline, id, nowMs, baseUrl),
    },
    startMs,
  );
