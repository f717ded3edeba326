import type { Call } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { MAX_CALL_ID_LENGTH } from '../domain/parse-call-id.ts';
import { readObjects } from '../reading/structure.ts';
import { readId } from '../reading/text.ts';
import type { CallListInput, CallListRow } from './abilities.ts';
import { badResponse } from './envelope.ts';
import type { ProviderResponse } from './operation.ts';
import type { CallResponse } from './provider.ts';

export type ListResponse = ProviderResponse<CallListInput>;

/** Reads one provider's rows as calls. */
export interface RowReader<C extends Call> {
  readonly provider: string;
  readonly idOf: (record: JsonObject) => unknown;
  readonly toCall: (record: JsonObject, response: CallResponse) => C;
  /** The time by which the provider orders the list. */
  readonly atOf: (record: JsonObject) => Date | null;
  /** The fields that the record cannot provide. */
  readonly lacks: (record: JsonObject) => readonly string[];
}

/**
 * Reads the rows of a list. Throws `ProviderBadResponse` when `list` is no list, or holds records of which none states an
 * id: an empty log must never stand for a response that was not understood. A single record without an id is left out.
 */
export function readRows<C extends Call>(
  list: Json | undefined,
  response: ListResponse,
  reader: RowReader<C>,
): readonly CallListRow<C>[] {
  const { provider, idOf } = reader;
  if (!Array.isArray(list)) throw badResponse(response, 'the response holds no list of calls');
  // The envelope of a list says nothing about the call, so the reader gets none.
  const context = { ...response, body: null };
  const rows = readObjects(list).flatMap((record): CallListRow<C>[] => {
    const providerCallId = readId(idOf(record));
    if (providerCallId === null || providerCallId.length > MAX_CALL_ID_LENGTH) return [];
    return [new ListedRow({ provider, providerCallId }, record, context, reader)];
  });
  if (rows.length === 0 && list.length > 0) throw badResponse(response, 'no record of the list states an id');
  return rows;
}

/** Maps the call, and finds what it lacks, when that is read first. */
class ListedRow<C extends Call> implements CallListRow<C> {
  readonly callKey: CallKey;
  readonly at: Date | null;
  readonly #record: JsonObject;
  readonly #context: ListResponse;
  readonly #reader: RowReader<C>;
  #call: C | null = null;

  constructor(callKey: CallKey, record: JsonObject, context: ListResponse, reader: RowReader<C>) {
    this.callKey = callKey;
    this.at = reader.atOf(record);
    this.#record = record;
    this.#context = context;
    this.#reader = reader;
  }

  get call(): C {
    this.#call ??= this.#reader.toCall(this.#record, { ...this.#context, input: this.callKey });
    return this.#call;
  }

  get lacks(): readonly string[] {
    return this.#reader.lacks(this.#record);
  }
}

/** The only element of `values`; `null` when there is none or more than one. */
export const onlyOne = <Value>(values: readonly Value[] | undefined): Value | null =>
  values !== undefined && values.length === 1 ? (values[0] ?? null) : null;

/** Most agents for which one list each is read. With more agents, the whole list is read and then filtered. */
const MAX_AGENT_LISTS = 10;

/** Returns the distinct agent ids; `null` without such a filter, and when there are more than `MAX_AGENT_LISTS`. */
export function fewAgents(agentIds: readonly string[] | undefined): readonly string[] | null {
  const distinct = [...new Set(agentIds ?? [])];
  return distinct.length > 0 && distinct.length <= MAX_AGENT_LISTS ? distinct : null;
}

/** The digits of a telephone number. */
export const digitsOf = (number: string): string => number.replaceAll(/\D/g, '');

/** The number in E.164 when it is written with its country code, as `+49 30 ...` is; `null` for any other form. */
export const toE164 = (number: string): string | null =>
  number.trim().startsWith('+') ? `+${digitsOf(number)}` : null;
