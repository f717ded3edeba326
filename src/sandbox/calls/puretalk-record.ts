import type { JsonObject } from '../../domain/json.ts';
import { type SpokenTurn, spokenText } from './dialogue.ts';
import { hexOf, uuidOf } from './ids.ts';
import { offsetTime } from './times.ts';

const OFFSET = '-04:00';

/** Formats a time as the API does, with microseconds and an offset. The last three digits are invented: the clock has milliseconds. */
export const stampOf = (ms: number): string =>
  offsetTime(ms, OFFSET, `${String(Math.floor(ms) % 1_000).padStart(3, '0')}876`);

/** A link under the API itself, which requires the API key. */
export const recordingUrl = (baseUrl: string, id: string): string => `${baseUrl}/calls/${id}/recording`;

/** The voice of an assistant. */
export const voiceIdOf = (assistant: string): string => `Puretalktts-${hexOf(`voice ${assistant}`, 12)}`;

/** Every field of a record, with the values of an outgoing call that was not dialled yet. */
export const blankRecord = (id: string, assistant: string): JsonObject => ({
  call_analysis: null,
  protocol: 'twilio',
  call_id: id,
  from_number: null,
  to_number: null,
  assistant_id: uuidOf(`puretalk assistant ${assistant}`),
  assistant_name: assistant,
  voice_id: voiceIdOf(assistant),
  voice_name: 'Gabrielle',
  start_time: null,
  end_time: null,
  call_duration_seconds: null,
  call_type: 'outgoing',
  transcript: null,
  transcript_object: null,
  status: 'queued',
  provider_call_id: `CA${hexOf(`carrier ${id}`, 32)}`,
  metadata: { model: 'gpt-4o-mini' },
  variables: [],
  answered_by: null,
  call_recording_enabled: false,
  call_recording_url: null,
  campaign_id: null,
  sentiment: null,
  is_billed: false,
});

/** A tool call in both places where a turn can carry one. */
export const toolCall = (name: string, args: JsonObject): JsonObject => ({
  function_name: name,
  function_args: JSON.stringify(args),
  tool_calls: [
    {
      id: `call_${hexOf(`tool ${name}`, 24)}`,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    },
  ],
});

/** The provider's words for the two speakers. */
export const SPEAKERS: Readonly<Record<SpokenTurn['speaker'], string>> = {
  agent: 'assistant',
  customer: 'user',
};

/** The conversation in both layouts. `special` overrides fields of turns by their index. */
export const conversation = (
  turns: readonly SpokenTurn[],
  special: Readonly<Record<number, JsonObject>> = {},
): JsonObject => ({
  transcript: spokenText(turns, SPEAKERS),
  transcript_object: turns.map(({ speaker, text }, index) => ({
    role: SPEAKERS[speaker],
    content: text,
    function_name: null,
    interrupted: false,
    function_args: null,
    tool_calls: [],
    turn_latency: speaker === 'agent' ? latencyOf(index) : null,
    ...special[index],
  })),
});

/** Plausible latencies in seconds. The total is the sum of the parts. */
const latencyOf = (index: number): JsonObject => {
  const eouMs = 180 + ((index * 37) % 120);
  const llmMs = 520 + ((index * 91) % 410);
  const ttsMs = 210 + ((index * 53) % 160);
  return {
    latency: (eouMs + llmMs + ttsMs) / 1_000,
    eou_delay: eouMs / 1_000,
    llm_latency: llmMs / 1_000,
    tts_latency: ttsMs / 1_000,
  };
};
