import type { JsonObject } from '../../domain/json.ts';
import { type SpokenTurn, spokenText } from './dialogue.ts';
import { uuidOf } from './ids.ts';

/** The plain transcript's words for the two speakers. */
export const SPEAKERS = { agent: 'Agent', customer: 'Customer' };

/** The URL of a call's audio, on the provider's own server. */
export const recordingUrl = (baseUrl: string, id: string): string => `${baseUrl}/recordings/${id}.wav`;

/** The structured transcript in its plain layout. */
export const turnList = (turns: readonly SpokenTurn[]): readonly JsonObject[] =>
  turns.map(({ speaker, text }) => ({ role: speaker === 'agent' ? 'agent' : 'user', content: text }));

/** Every field of a record, with the values of a call that was not dialled yet. */
export const blankRecord = (id: string, script: string): JsonObject => ({
  id,
  team_id: uuidOf('voxworks team'),
  contact_id: uuidOf(`voxworks contact of ${id}`),
  script_id: uuidOf(`voxworks script ${script}`),
  type: 'outbound',
  status: 'scheduled',
  progress: 'scheduled',
  scheduled_time: null,
  actual_time: null,
  end_time: null,
  duration: null,
  end_reason: null,
  call_summary: null,
  structured_data: null,
  transcript: null,
  transcript_json: null,
  recording_url: null,
  objectives: null,
  rating: null,
  post_call_actions: null,
  modified_at: null,
});

/** The fields that an ended conversation adds: the transcript in both layouts and the recording. */
export const spoken = (baseUrl: string, id: string, turns: readonly SpokenTurn[]): JsonObject => ({
  transcript: spokenText(turns, SPEAKERS),
  transcript_json: turnList(turns),
  recording_url: recordingUrl(baseUrl, id),
});
