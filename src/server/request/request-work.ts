import type { RequestState } from './request-state.ts';

/*
 * The work of a request in operations: one stands for what a small operation takes, a tenth of a millisecond of CPU on Node.js
 * 20. The rate limit counts it, because otherwise a client could take the whole server with few large operations.
 */

/** Characters of a document that was not known before: it is parsed and validated. */
const DOCUMENT_CHARACTERS = 200;
/** Bytes of a request's body: it is parsed, and its variables are checked. */
const BODY_BYTES = 2_048;
/** Fields in the lists of a response. */
const FIELDS = 100;
/** Errors of a response. */
const ERRORS = 4;
/** Bytes of a response: they are counted, made into JSON and written. */
const RESPONSE_BYTES = 32_768;
/** A request to a provider, with the reading of what it responds. The first of an operation counts once. */
const PROVIDER_REQUEST = 2;

/** The operations for which an unknown document counts. */
export const documentWork = (characters: number): number => Math.floor(characters / DOCUMENT_CHARACTERS);

/** The operations for which a body counts. */
export const bodyWork = (bytes: number): number => Math.floor(bytes / BODY_BYTES);

/** The operations for which so many requests to providers count. */
const requestWork = (requests: number): number =>
  Math.min(1, requests) + Math.max(0, requests - 1) * PROVIDER_REQUEST;

/**
 * Charges one result to the client of its request: a response, an event of a subscription, or the run of a compiled operation that
 * Yoga repeats. Requests to providers are counted once over all results. `bytes` and `errors` are those of the result.
 */
export function chargeResult(
  state: Pick<RequestState, 'graphContext' | 'chargedRequests' | 'charge'>,
  { bytes, errors }: { readonly bytes: number; readonly errors: number },
): void {
  if (state.graphContext === undefined) return;
  const { metrics, responseFields, responseErrors } = state.graphContext;
  const parts =
    responseFields.count / FIELDS + (errors + responseErrors.leftOut) / ERRORS + bytes / RESPONSE_BYTES;
  const requests = requestWork(metrics.upstreamRequests) - requestWork(state.chargedRequests);
  state.chargedRequests = metrics.upstreamRequests;
  state.charge(requests + Math.floor(parts));
}
