import { ProviderBadResponse, ProviderRejected } from '../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
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
