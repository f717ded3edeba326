import type { Json, JsonObject } from '../../domain/json.ts';
import { spokenText } from '../calls/dialogue.ts';
import { uuidOf } from '../calls/ids.ts';
import { utcTime } from '../calls/times.ts';
import { blankRecord, recordingUrl, SPEAKERS, turnList } from '../calls/voxworks-record.ts';
import type { SandboxContext } from '../sandbox-provider.ts';
import type { CallOutline, Outcome, SeriesAgent } from './call-outline.ts';
import { RuledSeries } from './ruled-series.ts';
import { uuidOfSerial } from './serial-id.ts';
import { ENGLISH_STORIES } from './stories.ts';
import { STORIES_ABROAD } from './stories-abroad.ts';
import type { Story } from './story.ts';

const SEED = 11;
const CONTACT_SEED = 12;

/** The scripts take the place of agents. */
const SCRIPTS: readonly (readonly [string, number, readonly [Story, ...Story[]]])[] = [
  ['clinic reminder', 0, [ENGLISH_STORIES.reminder, ENGLISH_STORIES.rebooking, STORIES_ABROAD.clinic]],
  ['delivery rescheduling', 0.1, [ENGLISH_STORIES.delivery]],
  ['lead qualification', 0, [STORIES_ABROAD.solar, ENGLISH_STORIES.declined]],
  ['support line', 0.9, [ENGLISH_STORIES.parcel, ENGLISH_STORIES.claim]],
  ['satisfaction survey', 0, [STORIES_ABROAD.survey]],
];

const OUTCOME_WORDS: Readonly<Record<Outcome, readonly [status: string, endReason: string]>> = {
  completed: ['completed', 'agent-hang-up'],
  'no-answer': ['rang-out', 'no-answer'],
  busy: ['User unavailable', 'User unavailable'],
  voicemail: ['voicemail', 'voicemail'],
  rejected: ['User rejected', 'User rejected'],
  failed: ['failed', 'failed'],
  canceled: ['hang-up', 'customer-hang-up'],
};

/** One share of the calls without a phone: visitors of a website. */
const WEB_SHARE = 0.06;

const typeOf = (outline: CallOutline): string => {
  if (outline.inbound) return 'inbound';
  return outline.answeredMs !== null && outline.share('layout') < WEB_SHARE ? 'web' : 'outbound';
};

const statusOf = (outline: CallOutline, nowMs: number): string => {
  switch (outline.phaseAt(nowMs)) {
    case 'queued':
      return 'scheduled';
    case 'ringing':
      return 'ringing';
    case 'talking':
      return 'in_progress';
    default:
      return OUTCOME_WORDS[outline.outcome][0];
  }
};

const progressOf = (outline: CallOutline, nowMs: number): string => {
  const phase = outline.phaseAt(nowMs);
  if (phase !== 'ended' && phase !== 'analysed') return statusOf(outline, nowMs);
  return outline.outcome === 'failed' ? 'failed' : 'completed';
};

const contactOf = ({ customer }: CallOutline): string =>
  uuidOfSerial(CONTACT_SEED, Number(customer.phoneNumber.slice(-9)));

const fact = (outline: CallOutline, name: string, nowMs: number): Json => {
  switch (name) {
    case 'type':
      return typeOf(outline);
    case 'status':
      return statusOf(outline, nowMs);
    case 'progress':
      return progressOf(outline, nowMs);
    case 'script_id':
      return outline.agent.agentId;
    case 'contact_id':
      return contactOf(outline);
    default:
      return null;
  }
};

const record = (outline: CallOutline, id: string, nowMs: number, baseUrl: string): JsonObject => {
  const phase = outline.phaseAt(nowMs);
  const isOver = phase === 'ended' || phase === 'analysed';
  const heard = outline.spokenBy(nowMs);
  const told = outline.tell();
  const [, endReason] = OUTCOME_WORDS[outline.outcome];
  const customerHungUp = outline.outcome === 'completed' && outline.story.endedBy === 'customer';
  return {
    ...blankRecord(id, outline.agent.name),
    type: typeOf(outline),
    status: statusOf(outline, nowMs),
    progress: progressOf(outline, nowMs),
    contact_id: contactOf(outline),
    scheduled_time: outline.inbound ? null : utcTime(outline.dialledMs),
    modified_at: utcTime(Math.min(nowMs, outline.endedMs + 15_000)),
    ...(outline.answeredMs !== null &&
      nowMs >= outline.answeredMs && { actual_time: utcTime(outline.answeredMs) }),
    ...(heard.length > 0 && { transcript: spokenText(heard, SPEAKERS), transcript_json: turnList(heard) }),
    ...(isOver && {
      end_time: utcTime(outline.endedMs),
      duration: outline.talkSeconds,
      end_reason: customerHungUp ? 'customer-hang-up' : endReason,
    }),
    ...(phase === 'analysed' && outline.talkSeconds !== null && { recording_url: recordingUrl(baseUrl, id) }),
    ...(phase === 'analysed' &&
      outline.outcome === 'completed' && {
        call_summary: told.summary,
        structured_data: told.captured,
        objectives: [
          {
            name: 'Reach the customer',
            status: 'achieved',
            achieved: true,
          },
          {
            name: 'Reach the goal of the call',
            status: outline.story.succeeded ? 'achieved' : 'not_achieved',
            achieved: outline.story.succeeded,
          },
        ],
        rating: { positive: 5, neutral: 4, negative: 2 }[outline.story.sentiment],
        post_call_actions: [{ name: 'Update CRM', type: 'crm', status: 'success' }],
      }),
  };
};

/** The Voxworks calls by rule. The provider has no directory of scripts, so their number does not change. */
export const voxworksSeries = ({ baseUrl, startMs }: SandboxContext): RuledSeries => {
  const agents = SCRIPTS.map(
    ([name, inboundShare, stories]): SeriesAgent => ({
      name,
      inboundShare,
      stories,
      agentId: uuidOf(`voxworks script ${name}`),
    }),
  );
  return new RuledSeries(
    {
      profile: {
        seed: SEED,
        agents,
        bookedShare: 0.12,
        outcomes: [
          ['completed', 0.6],
          ['no-answer', 0.16],
          ['voicemail', 0.11],
          ['busy', 0.05],
          ['rejected', 0.04],
          ['failed', 0.04],
        ],
      },
      utcOffsetHours: 0,
      fact,
      record: (outline, id, nowMs) => record(outline, id, nowMs, baseUrl),
    },
    startMs,
  );
};
