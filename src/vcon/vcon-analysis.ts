import type { Call, Transcript, TranscriptTurn } from '../domain/call.ts';
import type { TurnRole } from '../domain/call-vocabulary.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { vconObject } from './vcon-object.ts';
import { AGENT_PARTY, CUSTOMER_PARTY } from './vcon-parties.ts';

/** The facts about the call beyond the conversation itself. `dialog` is the index of the dialog; `null` without one. */
export function toAnalysis(call: Call, dialog: number | null): readonly JsonObject[] {
  const { summary, sentiment, transcript, extractedData, provider } = call;
  const common = { dialog, vendor: provider };
  return [
    ...(summary === null ? [] : [vconObject({ type: 'summary', ...common, ...text(summary) })]),
    ...(sentiment === null ? [] : [vconObject({ type: 'sentiment', ...common, ...text(sentiment) })]),
    ...(transcript === null ? [] : toTranscript(transcript, common)),
    ...(extractedData === null
      ? []
      : [vconObject({ type: 'report', ...common, ...json('switchboard-extracted-data-1', extractedData) })]),
    vconObject({ type: 'report', ...common, ...json('switchboard-outcome-1', toOutcome(call)) }),
  ];
}

type Members = Record<string, Json>;

const text = (body: string): Members => ({ mediatype: 'text/plain', encoding: 'none', body });

/** The body is the JSON value itself. The schema is a label of ours, with its version. */
const json = (schema: string, body: Json): Members => ({
  mediatype: 'application/json',
  schema,
  encoding: 'json',
  body,
});

function toTranscript({ text: whole, turns }: Transcript, common: Members): readonly JsonObject[] {
  if (turns.length > 0) {
    const body = { turns: turns.map(toTurn) };
    return [vconObject({ type: 'transcript', ...common, ...json('switchboard-transcript-1', body) })];
  }
  return whole === null ? [] : [vconObject({ type: 'transcript', ...common, ...text(whole) })];
}

const PARTIES: Partial<Record<TurnRole, number>> = { AGENT: AGENT_PARTY, CUSTOMER: CUSTOMER_PARTY };

const toTurn = (turn: TranscriptTurn): JsonObject =>
  vconObject({
    role: turn.role,
    party: PARTIES[turn.role] ?? null,
    text: turn.text,
    start_seconds: turn.startSeconds,
    end_seconds: turn.endSeconds,
    interrupted: turn.interrupted,
  });

/** The result of the call, in the graph's words beside the provider's own. */
const toOutcome = (call: Call): JsonObject =>
  vconObject({
    status: call.status,
    provider_status: call.providerStatus,
    direction: call.direction,
    channel: call.channel,
    end_reason: call.endReason,
    provider_end_reason: call.providerEndReason,
    ended_by: call.endedBy,
    answered_by: call.answeredBy,
  });
