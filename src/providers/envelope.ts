import { ProviderBadResponse, ProviderRejected } from '../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { isSameId, readId } from '../reading/text.ts';
import type { ProviderResponse } from './provider.ts';

/** The body as an object. Throws `ProviderBadResponse` when it is anything else. */
export function openEnvelope(response: ProviderResponse): JsonObject {
  if (!isJsonObject(response.body)) throw badResponse(response, 'the answer is not a JSON object');
  return response.body;
}

/** The record under `key`. Throws `ProviderBadResponse` when there is none. */
export function recordAt(envelope: JsonObject, key: string, response: ProviderResponse): JsonObject {
  const record = envelope[key];
  if (isJsonObject(record)) return record;
  throw badResponse(response, 'the answer holds no call');
}

/**
 * Throws `ProviderBadResponse` for a record that says it is another call. One that does not say its id is
 * believed, for it was asked for by id.
 */
export function assertSameCall(recordId: unknown, response: ProviderResponse): void {
  if (isOfCallAsked(recordId, response) === false) {
    throw badResponse(response, 'the answer is the record of a different call');
  }
}

/** Whether a record with the id `recordId` is the call that was asked for; `null` when the record does not say. */
export function isOfCallAsked(recordId: unknown, { callKey }: ProviderResponse): boolean | null {
  const id = readId(recordId);
  if (id !== null) return isSameId(id, callKey.providerCallId);
  // a number too long to be held exactly still tells one call from most others
  return typeof recordId === 'number' ? recordId === Number(callKey.providerCallId) : null;
}

/** A refusal that came dressed as a success. The provider's own words stay out of it: they may repeat the request. */
export const rejected = (response: ProviderResponse): ProviderRejected =>
  new ProviderRejected(
    response.callKey,
    `The provider refused the request for this call. Check the call’s id, and the account that the key belongs to.`,
  );

export const badResponse = (response: ProviderResponse, fault: string): ProviderBadResponse =>
  new ProviderBadResponse(response.callKey, `The provider’s answer could not be used: ${fault}.`);
