import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../domain/json.ts';
import { readBoolean } from '../reading/boolean.ts';
import { readInstant } from '../reading/instant.ts';
import { readJson } from '../reading/json-text.ts';
import { entriesOf, fromEntries, readObject } from '../reading/structure.ts';
import { readText } from '../reading/text.ts';
import { foldWord } from '../reading/vocabulary.ts';

/** An action of the agent during the call. Synthflow sends much of it as JSON inside text; here it is decoded. */
export interface SynthflowExecutedAction {
  readonly key: string;
  readonly name: string | null;
  readonly actionType: string | null;
  readonly description: string | null;
  readonly parametersHardCoded: Json;
  readonly parametersFromLanguageModel: Json;
  readonly returnValue: Json;
  readonly returnValueStatus: string | null;
  readonly errorMessage: string | null;
  readonly isRelevant: boolean | null;
  readonly executedAt: Date | null;
  readonly raw: Json;
}

/** A variable that the conversation flow was to collect. */
export interface SynthflowCollectedVariable {
  /** `null` where the record keys its variables by name alone. */
  readonly agentId: string | null;
  readonly name: string;
  readonly value: Json;
  readonly collected: boolean | null;
}

/** The actions in the order sent, each with its key in the record. `null` where the record holds none. */
export const toExecutedActions = (
  wire: JsonObject | null,
  timezone: string | null,
): readonly SynthflowExecutedAction[] | null =>
  wire && entriesOf(wire).map(([key, raw]) => toExecutedAction(key, raw, timezone));

function toExecutedAction(key: string, raw: Json, timezone: string | null): SynthflowExecutedAction {
  const action = readObject(readJson(raw)) ?? {};
  return {
    key,
    name: readText(action['name']),
    actionType: readText(action['action_type']),
    description: readText(action['description']),
    parametersHardCoded: readJson(action['parameters_hard_coded']),
    parametersFromLanguageModel: readJson(action['parameters_from_llm']),
    returnValue: readJson(action['return_value']),
    returnValueStatus: readText(action['return_value_status']),
    errorMessage: readText(action['error_message']),
    isRelevant: readBoolean(action['is_relevant_action']),
    executedAt:
      readInstant(action['timestamp_datetime'], timezone) ?? readInstant(action['timestamp'], timezone),
    raw,
  };
}

/**
 * The variables in the order sent. They are documented under agent id, then variable name, and have also been observed
 * under the variable name alone. `null` where the record holds none.
 */
export const toCollectedVariables = (wire: JsonObject | null): readonly SynthflowCollectedVariable[] | null =>
  wire &&
  entriesOf(wire).flatMap(([key, entry]) => {
    const agent = readObject(entry);
    if (agent === null || isSlot(agent)) return [toVariable(null, key, entry)];
    return entriesOf(agent).map(([name, slot]) => toVariable(key, name, slot));
  });

const isSlot = (entry: JsonObject): boolean =>
  readBoolean(entry['collected']) !== null ||
  (Object.hasOwn(entry, 'value') && readObject(entry['value']) === null);

/** A bare value, without an object around it, is accepted as it is. */
function toVariable(agentId: string | null, name: string, entry: Json): SynthflowCollectedVariable {
  const slot = readObject(entry);
  if (slot === null || !isSlot(slot)) return { agentId, name, value: entry, collected: null };
  return { agentId, name, value: slot['value'] ?? null, collected: readBoolean(slot['collected']) };
}

const EXTRACTOR = /^(?:extract_info|info_extractor)_/;

/**
 * Collected variables and extractor results as one map, each fact once: a value that is there already under its name
 * is left out, and one that differs carries its agent's id or its action's key in front, so that none is lost.
 */
export function toExtractedData(
  variables: readonly SynthflowCollectedVariable[] | null,
  actions: readonly SynthflowExecutedAction[] | null,
): JsonObject | null {
  if (variables === null && actions === null) return null;
  const data = new Map<string, Json>();
  const put = (owner: string | null, name: string, value: Json): void => {
    const known = data.get(name) ?? null;
    if (known === null) data.set(name, value);
    else if (value !== null && !isDeepStrictEqual(known, value))
      data.set(owner === null ? name : `${owner}.${name}`, value);
  };
  for (const { agentId, name, value, collected } of variables ?? []) {
    if (collected !== false) put(agentId, name, value);
  }
  for (const action of actions ?? []) {
    for (const [name, value] of toExtractedValues(action)) put(action.key, name, value);
  }
  return fromEntries(data);
}

/**
 * The values that an extractor found, by name. The extractor's own name stands for a bare value, and for a single one that is
 * called `id` or as the extractor is: Synthflow has been seen to name values so.
 */
function toExtractedValues({ key, actionType, returnValue }: SynthflowExecutedAction): [string, Json][] {
  const extracts = EXTRACTOR.test(key) || foldWord(actionType ?? '').startsWith('extractinfo');
  if (!extracts || returnValue === null) return [];
  const ownName = key.replace(EXTRACTOR, '');
  const values = readObject(returnValue);
  if (values === null) return [[ownName, returnValue]];
  const entries = entriesOf(values);
  const [only, ...others] = entries;
  const isNameless = only !== undefined && others.length === 0 && isNameOf(ownName, only[0]);
  return isNameless ? [[ownName, only[1]]] : entries;
}

const isNameOf = (extractor: string, name: string): boolean =>
  name === 'id' || foldWord(name) === foldWord(extractor);
