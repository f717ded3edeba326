import { createHash } from 'node:crypto';
import type { JsonObject } from '../../domain/json.ts';
import { offsetTime } from './times.ts';

/** Formats a time as the API does, in Indian standard time. */
export const istTime = (ms: number): string => offsetTime(ms, '+05:30');

/** The agents' own phone number, for outbound and inbound calls. */
export const OWN_LINE = '+912255500100';

/** The provider's id of an agent. */
export const agentIdOf = (name: string): string =>
  `agent_${createHash('sha256').update(`osvi ${name}`).digest('base64url').slice(0, 26)}`;

/** Every field of a record, with the values of an outbound call that was just placed. */
export const blankRecord = (id: string, agent: string): JsonObject => ({
  call_id: id,
  agent_uuid: agentIdOf(agent),
  agent_name: agent,
  phone_number: OWN_LINE,
  from_number: OWN_LINE,
  status: 'in_progress',
  call_type: 'outbound',
  duration_seconds: null,
  call_ended_by: null,
  call_ended_reason: null,
  campaign_id: null,
  campaign_upload_id: null,
  tag: null,
  created_at: null,
  call_picked_at: null,
  caller_name: null,
  retry_count: 0,
  summary: null,
  data_captured: {},
  post_call_analysis: {},
});
