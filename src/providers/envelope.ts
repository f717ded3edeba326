import { ProviderBadResponse, ProviderRejected } from '../domain/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';
import { readObjects } from '../reading/structure.ts';
import { isSameId, readId } from '../reading/text.ts';
import type { OperationInput, ProviderResponse } from './operation.ts';
import type { CallResponse } from './provider.ts';

/** The body as an object. Throws `ProviderBadResponse` when it is anything else. */
export function openEnvelope(response: ProviderResponse<OperationInput>): JsonObject {
  if (!isJsonObject(response.body)) throw badResponse(response, 'the response is not a JSON object');
  return response.body;
}

/** The record under `key`. Throws `ProviderBadResponse` when there is none. */
export function recordAt(
  envelope: JsonObject,
  key: string,
  response: ProviderResponse<OperationInput>,
): JsonObject {
  const record = envelope[key];
  if (isJsonObject(record)) return record;
  throw badResponse(response, 'the response holds no record');
}

/**
 * Throws `ProviderBadResponse` for a record that states the id of another call. A record without an id is accepted,
 * because it was requested by id.
 */
export function assertSameCall(recordId: unknown, response: CallResponse): void {
  if (isOfRequestedCall(recordId, response) === false) {
    throw badResponse(response, 'the response is the record of a different call');
  }
}

/** Whether a record with the id `recordId` is the requested call; `null` when the record states no id. */
export function isOfRequestedCall(recordId: unknown, { input }: CallResponse): boolean | null {
  const id = readId(recordId);
  if (id !== null) return isSameId(id, input.providerCallId);
  // a number too long to be held exactly still distinguishes one call from most others
  return typeof recordId === 'number' ? recordId === Number(input.providerCallId) : null;
}

/**
 * The requested call's record in a response that is a list, wherever it stands in it. `idOf` reads a record's id. `null`
 * for an empty list: the call does not exist. A single record that states no id is accepted. Throws
 * `ProviderBadResponse` when `list` is no list, or holds records of other calls only.
 */
export function recordInList(
  list: Json | undefined,
  idOf: (record: JsonObject) => unknown,
  response: CallResponse,
): JsonObject | null {
  if (!Array.isArray(list)) throw badResponse(response, 'the response holds no list of calls');
  if (list.length === 0) return null;
  const records = readObjects(list);
  const found = records.find((record) => isOfRequestedCall(idOf(record), response));
  if (found !== undefined) return found;
  const [only, ...others] = records;
  if (only !== undefined && others.length === 0 && isOfRequestedCall(idOf(only), response) === null)
    return only;
  throw badResponse(response, 'no record in the response is the requested call');
}

/** An error that came with status 200. The provider's own words stay out of it: they may repeat the request. */
export const rejected = ({ subject }: ProviderResponse<OperationInput>): ProviderRejected =>
  new ProviderRejected(
    subject,
    subject.providerCallId == null
      ? 'The provider rejected the request. Check its arguments, and the account that the key belongs to.'
      : "The provider rejected the request for this call. Check the call's id, and the account that the key belongs to.",
  );

/** A response that cannot be read as the operation's output. `fault` completes the sentence of the message. */
export const badResponse = (
  { subject }: ProviderResponse<OperationInput>,
  fault: string,
): ProviderBadResponse =>
  new ProviderBadResponse(subject, `The provider's response could not be used: ${fault}. Try again later.`);
