import { ProviderBadResponse, ProviderRejected } from '../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { isSameId, readId } from '../reading/text.ts';
import type { Answer } from './provider.ts';

/** The body as an object. Throws `ProviderBadResponse` when it is anything else. */
export function openEnvelope(answer: Answer): JsonObject {
  if (!isJsonObject(answer.body)) throw badResponse(answer, 'the answer is not a JSON object');
  return answer.body;
}

/** The record under `key`. Throws `ProviderBadResponse` when there is none. */
export function recordAt(envelope: JsonObject, key: string, answer: Answer): JsonObject {
  const record = envelope[key];
  if (isJsonObject(record)) return record;
  throw badResponse(answer, 'the answer holds no call');
}

/**
 * Throws `ProviderBadResponse` for a record that says it is another call. One that does not say its id is
 * believed, for it was asked for by id.
 */
export function assertSameCall(recordId: unknown, answer: Answer): void {
  if (isOfCallAsked(recordId, answer) === false) {
    throw badResponse(answer, 'the answer is the record of a different call');
  }
}

/** Whether a record with the id `recordId` is the call that was asked for; `null` when the record does not say. */
export function isOfCallAsked(recordId: unknown, { asked }: Answer): boolean | null {
  const id = readId(recordId);
  if (id !== null) return isSameId(id, asked.providerCallId);
  // a number too long to be held exactly still tells one call from most others
  return typeof recordId === 'number' ? recordId === Number(asked.providerCallId) : null;
}

/** A refusal that came dressed as a success. The provider's own words stay out of it: they may repeat the request. */
export const rejected = (answer: Answer): ProviderRejected =>
  new ProviderRejected(
    answer.asked,
    `The provider refused the request for this call. Check the call’s id, and the account that the key belongs to.`,
  );

export const badResponse = (answer: Answer, fault: string): ProviderBadResponse =>
  new ProviderBadResponse(answer.asked, `The provider’s answer could not be used: ${fault}.`);
