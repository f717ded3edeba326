import type { JsonObject } from '../../domain/json.ts';
import { type SpokenTurn, spokenText } from './dialogue.ts';
import { uuidOf } from './ids.ts';

/** How the plain transcript names the two sides. */
export const SPEAKERS = { agent: 'Agent', customer: 'Customer' };

/** Where the audio of a call would be. */
export const recordingUrl = (id: string): string => `https://recordings.example.com/voxworks/${id}.mp3`;

/** The structured transcript in its plain layout. */
export const turnList = (turns: readonly SpokenTurn[]): readonly JsonObject[] =>
  turns.map(({ speaker, text }) => ({ role: speaker === 'agent' ? 'agent' : 'user', content: text }));

/** A call nobody has dialled yet, and the fields every record has. */
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

/** What a finished conversation adds: its text in both layouts and its recording. */
export const spoken = (id: string, turns: readonly SpokenTurn[]): JsonObject => ({
  transcript: spokenText(turns, SPEAKERS),
  transcript_json: turnList(turns),
  recording_url: recordingUrl(id),
});
