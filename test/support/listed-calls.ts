import type { CallDirection, CallStatus } from '../../src/domain/call-vocabulary.ts';
import { seededRandom } from './seeded-random.ts';

/** A call as the graph should show it, and the provider's record of it. */
export interface ListedCall {
  readonly provider: string;
  readonly id: string;
  readonly at: number;
  readonly status: CallStatus;
  readonly direction: CallDirection | null;
  readonly agentId: string;
  readonly campaignId: string | null;
  readonly customerNumber: string | null;
  readonly durationSeconds: number | null;
  readonly record: Readonly<Record<string, unknown>>;
}

type Word = readonly [status: CallStatus, members: Readonly<Record<string, unknown>>];

/** Ways in which each provider says each status. */
const WORDS: Readonly<Record<string, readonly Word[]>> = {
  osvi: [
    ['COMPLETED', { status: 'picked' }],
    ['NO_ANSWER', { status: 'not_picked' }],
    ['BUSY', { status: 'busy' }],
    ['FAILED', { status: 'failed' }],
    ['VOICEMAIL', { status: 'voicemail' }],
    ['IN_PROGRESS', { status: 'in_progress' }],
    ['UNKNOWN', { status: 'strange' }],
  ],
  puretalk: [
    ['COMPLETED', { status: 'completed', answered_by: 'human' }],
    ['NO_ANSWER', { status: 'no-answer' }],
    ['BUSY', { status: 'busy' }],
    ['FAILED', { status: 'failed' }],
    ['QUEUED', { status: 'queued' }],
    ['CANCELED', { status: 'canceled' }],
    ['IN_PROGRESS', { status: 'in-progress' }],
  ],
  synthflow: [
    ['COMPLETED', { call_status: 'completed', end_call_reason: 'human_ended_call' }],
    ['VOICEMAIL', { call_status: 'completed', end_call_reason: 'voicemail' }],
    ['VOICEMAIL', { call_status: 'hangup_on_voicemail' }],
    ['NO_ANSWER', { call_status: 'no-answer' }],
    ['BUSY', { call_status: 'busy' }],
    ['FAILED', { call_status: 'failed' }],
    ['FAILED', { call_status: 'spam' }],
    ['REJECTED', { call_status: 'failed', error_message: '608: Rejected' }],
    ['QUEUED', { call_status: 'pending' }],
    ['IN_PROGRESS', { call_status: 'in-progress' }],
    ['CANCELED', { call_status: 'user-canceled' }],
  ],
  voxworks: [
    ['COMPLETED', { status: 'completed' }],
    ['COMPLETED', { status: 'hang-up' }],
    ['NO_ANSWER', { status: 'rang-out' }],
    ['REJECTED', { status: 'User rejected' }],
    ['VOICEMAIL', { status: 'voicemail' }],
    ['FAILED', { status: 'failed' }],
    ['IN_PROGRESS', { status: 'in-progress' }],
  ],
};

const MINUTE_MS = 60_000;
export const AGENTS = ['agent-0', 'agent-1', 'agent-2'];
export const NEWEST = Date.parse('2026-06-01T11:00:00Z');

/** `count` calls of one provider, newest first, some at equal times. The newest began at `NEWEST`. */
export function listedCalls(provider: string, count: number, seed = 1): ListedCall[] {
  const random = seededRandom(seed + provider.length);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  let at = NEWEST;
  return Array.from({ length: count }, (_each, index) => {
    if (random() < 0.9) at -= Math.floor(random() * 600) * 1_000 + 1_000;
    const [status, said] = pick(WORDS[provider] ?? []);
    const isInbound = random() < 0.4;
    const number = `+4930${100 + Math.floor(random() * 9)}`;
    const seconds = status === 'COMPLETED' ? Math.floor(random() * 300) + 1 : null;
    const campaign = random() < 0.3 ? String(1 + Math.floor(random() * 3)) : null;
    const id = `${provider}-${String(index).padStart(5, '0')}`;
    const common = { provider, id, at, status, agentId: pick(AGENTS), durationSeconds: seconds };
    return toListedCall({ ...common, isInbound, number, campaign, said });
  });
}

interface Facts
  extends Pick<ListedCall, 'provider' | 'id' | 'at' | 'status' | 'agentId' | 'durationSeconds'> {
  readonly isInbound: boolean;
  readonly number: string;
  readonly campaign: string | null;
  readonly said: Readonly<Record<string, unknown>>;
}

function toListedCall({ isInbound, number, campaign, said, ...common }: Facts): ListedCall {
  const { provider, id, at, agentId, durationSeconds } = common;
  const direction: CallDirection = isInbound ? 'INBOUND' : 'OUTBOUND';
  const [from, to] = isInbound ? [number, '+15550001'] : ['+15550001', number];
  const known = { ...common, direction, campaignId: campaign, customerNumber: number };
  switch (provider) {
    case 'osvi':
      return {
        ...known,
        record: {
          ...said,
          ...{
            call_id: id,
            agent_uuid: agentId,
            agent_name: 'Desk',
            phone_number: number,
            from_number: '+15550001',
          },
          ...{ call_type: direction.toLowerCase(), duration_seconds: durationSeconds },
          ...{ campaign_id: campaign === null ? null : Number(campaign), created_at: withOffset(at, 330) },
        },
      };
    case 'puretalk':
      return {
        ...known,
        record: {
          ...said,
          ...{ call_id: id, assistant_id: agentId, assistant_name: 'Desk', from_number: from, to_number: to },
          ...{ call_type: isInbound ? 'incoming' : 'outgoing', call_duration_seconds: durationSeconds },
          ...{
            campaign_id: campaign,
            start_time: withOffset(at, -240),
            call_analysis: { summary: `About ${id}` },
          },
        },
      };
    case 'synthflow':
      return {
        ...known,
        campaignId: null,
        record: {
          ...said,
          ...{ call_id: id, model_id: agentId, phone_number_from: from, phone_number_to: to },
          ...{ lead_phone_number: number, type_of_call: direction.toLowerCase(), start_time: String(at) },
          ...{ duration: durationSeconds ?? 0 },
        },
      };
    default:
      return {
        ...known,
        campaignId: null,
        customerNumber: null,
        record: {
          ...said,
          ...{ id, script_id: agentId, type: direction.toLowerCase(), duration: durationSeconds },
          ...{ created_at: new Date(at).toISOString(), actual_time: new Date(at + MINUTE_MS).toISOString() },
        },
      };
  }
}

/** A time with the offset that a provider's stamps carry. */
function withOffset(at: number, minutes: number): string {
  const local = new Date(at + minutes * MINUTE_MS).toISOString().slice(0, -1);
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}
