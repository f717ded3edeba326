import type { Json, JsonObject } from '../../domain/json.ts';
import { agentIdOf, blankRecord, istTime, OWN_LINE } from '../calls/osvi-record.ts';
import type { SandboxContext } from '../sandbox-provider.ts';
import { growAgents } from './agents.ts';
import type { CallOutline, Outcome, SeriesAgent } from './call-outline.ts';
import { indianCustomerAt } from './customers.ts';
import { RuledSeries } from './ruled-series.ts';
import { ENGLISH_STORIES } from './stories.ts';
import { STORIES_ABROAD } from './stories-abroad.ts';

const SEED = 41;

/** The agents of the examples, busiest first. */
export const osviAgents = (count: number | null): readonly SeriesAgent[] =>
  growAgents(
    [
      {
        name: 'Appointment Reminder',
        inboundShare: 0,
        stories: [ENGLISH_STORIES.reminder, ENGLISH_STORIES.rebooking],
      },
      { name: 'Loan Desk', inboundShare: 0.1, stories: [ENGLISH_STORIES.loan, ENGLISH_STORIES.declined] },
      {
        name: 'Order Support',
        inboundShare: 0.9,
        stories: [ENGLISH_STORIES.parcel, STORIES_ABROAD.groceries],
      },
      { name: 'भुगतान सहायक', inboundShare: 0, stories: [STORIES_ABROAD.payment] },
      { name: 'Delivery Planner', inboundShare: 0, stories: [ENGLISH_STORIES.delivery] },
    ],
    count,
    agentIdOf,
  );

const OUTCOME_WORDS: Readonly<Record<Outcome, readonly [status: string, endedReason: string | null]>> = {
  completed: ['picked', 'assistant-ended-call'],
  'no-answer': ['not_picked', 'customer-did-not-answer'],
  busy: ['busy', 'customer-busy'],
  voicemail: ['voicemail', 'voicemail'],
  rejected: ['not_picked', null],
  failed: ['failed', 'failed'],
  canceled: ['not_picked', null],
};

const TAGS = {
  positive: { id: 12, name: 'interested', color_code: '#22c55e' },
  neutral: { id: 14, name: 'call back later 📞', color_code: '#f59e0b' },
  negative: { id: 13, name: 'not interested', color_code: '#ef4444' },
};

const CAMPAIGNS = [7, 8, null] as const;
const DAY_MS = 86_400_000;

/** Every uploaded list of contacts belongs to one campaign and lasts a week. */
const campaignOf = (outline: CallOutline): { campaign: number | null; upload: number | null } => {
  const campaign = outline.inbound
    ? null
    : (CAMPAIGNS[Math.floor(outline.share('campaign') * CAMPAIGNS.length)] ?? null);
  const upload =
    campaign === null ? null : (Math.floor(outline.createdMs / (7 * DAY_MS)) % 90) * 10 + campaign;
  return { campaign, upload };
};

/** `null` for a call that was not picked up yet, or never. */
const pickedMs = (outline: CallOutline, nowMs: number): number | null =>
  outline.answeredMs !== null && nowMs >= outline.answeredMs ? outline.answeredMs : null;

const statusOf = (outline: CallOutline, nowMs: number): string =>
  nowMs >= outline.endedMs ? OUTCOME_WORDS[outline.outcome][0] : 'in_progress';

const fact = (outline: CallOutline, name: string, nowMs: number): Json => {
  switch (name) {
    case 'agent_uuid':
      return outline.agent.agentId;
    case 'phone_number':
      return outline.customer.phoneNumber;
    case 'status':
      return statusOf(outline, nowMs);
    case 'call_type':
      return outline.inbound ? 'inbound' : 'outbound';
    case 'campaign_id':
      return campaignOf(outline).campaign;
    case 'campaign_upload_id':
      return campaignOf(outline).upload;
    case 'picked_ms':
      return pickedMs(outline, nowMs);
    default:
      return null;
  }
};

const record = (outline: CallOutline, id: string, nowMs: number): JsonObject => {
  const { campaign, upload } = campaignOf(outline);
  const picked = pickedMs(outline, nowMs);
  const phase = outline.phaseAt(nowMs);
  const isOver = phase === 'ended' || phase === 'analysed';
  const customerHungUp = outline.outcome === 'completed' && outline.story.endedBy === 'customer';
  const [, endedReason] = OUTCOME_WORDS[outline.outcome];
  return {
    ...blankRecord(id, outline.agent.name),
    from_number: OWN_LINE,
    phone_number: outline.customer.phoneNumber,
    status: statusOf(outline, nowMs),
    call_type: outline.inbound ? 'inbound' : 'outbound',
    campaign_id: campaign,
    campaign_upload_id: upload,
    created_at: istTime(outline.createdMs),
    call_picked_at: picked === null ? null : istTime(picked),
    caller_name: outline.customer.name,
    retry_count: outline.outcome === 'no-answer' ? Math.floor(outline.share('hang-up') * 3) : 0,
    ...(isOver && {
      duration_seconds: outline.talkSeconds,
      call_ended_by: picked === null ? null : customerHungUp ? 'user' : 'agent',
      call_ended_reason: customerHungUp ? 'customer-ended-call' : endedReason,
    }),
    ...(phase === 'analysed' && outline.outcome === 'completed' && analysisOf(outline)),
  };
};

const analysisOf = (outline: CallOutline): JsonObject => {
  const { summary, captured } = outline.tell();
  const { sentiment, succeeded } = outline.story;
  return {
    summary,
    tag: TAGS[sentiment],
    data_captured: captured,
    post_call_analysis: { sentiment, callback_required: !succeeded },
  };
};

/** The OSVI calls by rule. */
export const osviSeries = ({ startMs }: SandboxContext, agents: readonly SeriesAgent[]): RuledSeries =>
  new RuledSeries(
    {
      profile: {
        seed: SEED,
        agents,
        customerAt: indianCustomerAt,
        outcomes: [
          ['completed', 0.58],
          ['no-answer', 0.22],
          ['voicemail', 0.06],
          ['busy', 0.07],
          ['failed', 0.05],
          ['rejected', 0.02],
        ],
      },
      utcOffsetHours: 5.5,
      fact,
      record,
    },
    startMs,
  );
