import type { JsonObject } from '../../domain/json.ts';
import { type SandboxCall, settledCall } from '../sandbox-provider.ts';
import { type SpokenTurn, spokenText } from './dialogue.ts';
import { digitsOf, uuidOf } from './ids.ts';
import { epochMs, wallClockTime } from './times.ts';

/** Synthflow's words for the two speakers of a transcript. */
export const SPEAKERS: Readonly<Record<SpokenTurn['speaker'], string>> = { agent: 'bot', customer: 'human' };

/** The properties of one Synthflow call from which every field of its record is derived. */
export interface SynthflowCallOutline {
  readonly id: string;
  readonly agent: string;
  /** When dialling began, in milliseconds since the epoch. */
  readonly startMs: number;
  readonly ringMs: number;
  /** Talk time; 0 when there was no conversation. */
  readonly seconds: number;
  readonly timezone: string;
  readonly from: string;
  readonly to: string;
  readonly turns?: readonly SpokenTurn[];
  /** Fields that replace or extend the derived ones. */
  readonly fields?: JsonObject;
}

/** The record as the API sends it. The telephony times have no offset: they are local times of `timezone`. */
export const recordOf = (call: SynthflowCallOutline): JsonObject => {
  const connectedMs = call.ringMs + call.seconds * 1_000;
  return {
    call_id: call.id,
    model_id: modelIdOf(call.agent),
    campaign_type: 'live',
    phone_number_from: call.from,
    phone_number_to: call.to,
    name: '',
    transcript: spokenText(call.turns ?? [], SPEAKERS),
    duration: call.seconds,
    recording_url: call.seconds === 0 ? null : `https://recordings.example.com/synthflow/${call.id}.wav`,
    end_call_reason: 'human_ended_call',
    custom_end_call_reason: null,
    error_message: '',
    executed_actions: {},
    prompt_variables: {},
    type_of_call: 'outbound',
    start_time: String(call.startMs),
    timezone: call.timezone,
    telephony_hangup: 'callee',
    telephony_disconnect_reason: 'callee_hangup',
    telephony_duration: connectedMs,
    telephony_ringing_duration: call.ringMs,
    telephony_start: wallClockTime(call.startMs, call.timezone),
    telephony_end: wallClockTime(call.startMs + connectedMs, call.timezone),
    status: 'completed',
    collected_variables: null,
    ...call.fields,
  };
};

/** Agent ids: half in the older format, half UUIDs, as in real accounts. */
export const modelIdOf = (agent: string): string =>
  agent.length % 2 === 0 ? uuidOf(`agent ${agent}`) : `1725526325346x${digitsOf(`agent ${agent}`, 18)}`;

/** An id in the older format: the creation time, an `x`, and eighteen digits. */
export const olderId = (name: string, at: string): string => `${epochMs(at)}x${digitsOf(name, 18)}`;

/** A call that does not change. `at` is ISO 8601 in UTC. */
export const synthflowCall = (
  outline: Omit<SynthflowCallOutline, 'startMs' | 'agent' | 'timezone'> & {
    readonly at: string;
    readonly agent?: string;
    readonly timezone?: string;
  },
): SandboxCall => {
  const { at, agent = 'viewing desk', timezone = 'America/New_York', ...rest } = outline;
  return settledCall(outline.id, recordOf({ ...rest, agent, timezone, startMs: epochMs(at) }));
};
