import type { GraphContext } from '../../../schema/context.ts';

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

/** The operations for which an executed operation counts. `bytes` and `errors` are those of its response. */
export function resultWork(
  {
    metrics,
    responseFields,
    responseErrors,
  }: Pick<GraphContext, 'metrics' | 'responseFields' | 'responseErrors'>,
  { bytes, errors }: { readonly bytes: number; readonly errors: number },
): number {
  const parts =
    responseFields.count / FIELDS + (errors + responseErrors.leftOut) / ERRORS + bytes / RESPONSE_BYTES;
  const { upstreamRequests } = metrics;
  const requests = Math.min(1, upstreamRequests) + Math.max(0, upstreamRequests - 1) * PROVIDER_REQUEST;
  return requests + Math.floor(parts);
}
