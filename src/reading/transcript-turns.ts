import type { ToolCall, TranscriptTurn, TurnLatency } from '../domain/call.ts';
import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';
import { readBoolean } from './boolean.ts';
import { readJson } from './json-text.ts';
import { readAmount } from './number.ts';
import { readList, readObject, unlessEmpty } from './structure.ts';
import { readId, readText } from './text.ts';
import { readTurnsFromText, SILENT_TURN } from './transcript-text.ts';
import { readTurnRole } from './turn-role.ts';

// every name observed for a member, most likely first
const SPEAKER = ['role', 'speaker', 'sender', 'from', 'author'];
const WORDS = ['content', 'text', 'message', 'utterance', 'transcript'];
const TOOL_CALL_ID = ['id', 'tool_call_id'];
const TOOL = ['name', 'function_name', 'tool'];
const ARGUMENTS = ['arguments', 'args', 'input', 'parameters', 'function_args'];
const RESULT = ['result', 'output', 'response'];

/**
 * Reads a list of turns. Providers name the members of a turn in several ways and some do not document theirs, so each
 * member is looked up under every name observed for it. An item that is not a turn is left out and costs no other item.
 */
export const readTurns = (value: unknown): readonly TranscriptTurn[] => readList(value).flatMap(toTurns);

function toTurns(item: Json): readonly TranscriptTurn[] {
  if (isJsonObject(item)) return [toTurn(item)];
  const line = readText(item);
  if (line === null) return [];
  const turns = readTurnsFromText(line);
  return turns.length > 0 ? turns : [{ ...SILENT_TURN, text: line }];
}

function toTurn(turn: JsonObject): TranscriptTurn {
  const providerRole = first(turn, SPEAKER, readText);
  return {
    role: readTurnRole(providerRole) ?? 'UNKNOWN',
    providerRole,
    text: first(turn, WORDS, readText),
    interrupted: readBoolean(turn['interrupted']),
    functionName: readText(turn['function_name']),
    functionArguments: readJson(turn['function_args']),
    toolCalls: readList(turn['tool_calls']).map(toToolCall),
    latency: toLatency(readObject(turn['turn_latency'])),
    startSeconds: readAmount(turn['start_seconds']), // a bare `start` may count milliseconds
    endSeconds: readAmount(turn['end_seconds']),
    raw: null,
  };
}

function toToolCall(raw: Json): ToolCall {
  const item = readObject(raw) ?? {};
  const called = readObject(item['function']) ?? item;
  return {
    toolCallId: first(item, TOOL_CALL_ID, readId),
    name: first(called, TOOL, readText),
    arguments: first(called, ARGUMENTS, readJson),
    result: first(item, RESULT, readJson),
    raw,
  };
}

const toLatency = (wire: JsonObject | null): TurnLatency | null =>
  wire &&
  unlessEmpty({
    totalSeconds: readAmount(wire['latency']),
    endOfUtteranceSeconds: readAmount(wire['eou_delay']),
    languageModelSeconds: readAmount(wire['llm_latency']),
    speechSynthesisSeconds: readAmount(wire['tts_latency']),
  });

/** The value of the first of `names` that can be read; `null` when none can. */
function first<T>(from: JsonObject, names: readonly string[], read: (value: unknown) => T | null): T | null {
  for (const name of names) {
    const value = Object.hasOwn(from, name) ? read(from[name]) : null;
    if (value !== null) return value;
  }
  return null;
}
