import type { Call } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import { ProviderBadResponse } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import type { Json } from '../domain/json.ts';
import { nestsTooDeep } from '../domain/json-nesting.ts';
import type { Endpoint, Provider } from '../providers/provider.ts';
import { connectionBroken } from './translate-error.ts';

/** A body that a provider sent with a success. */
export interface ReceivedBody {
  readonly body: Buffer;
  /** False where the body lasted until the connection closed, so that part of it may be missing. */
  readonly hasStatedEnd: boolean;
  readonly callKey: CallKey;
  readonly fetchedAtMs: number;
}

/**
 * Reads a body as the call that was asked for, whether it came just now, or was kept by this or another process. Throws
 * `ProviderBadResponse` or `ProviderRejected`, as the endpoint does, and `ProviderUnavailable` when it was broken off.
 */
export function readBody<C extends Call>(
  provider: Provider<C>,
  endpoint: Endpoint<C>,
  received: ReceivedBody,
): FetchedCall<C> {
  const { body, callKey, fetchedAtMs } = received;
  const json = parseJson(received, provider);
  return { call: endpoint.read({ body: json, callKey, fetchedAt: new Date(fetchedAtMs) }), body };
}

function parseJson({ body, callKey, hasStatedEnd }: ReceivedBody, provider: Provider): Json {
  const text = body.toString('utf8');
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (nestsTooDeep(json)) {
    throw new ProviderBadResponse(
      callKey,
      `${provider.title} answered with JSON that is nested too deep to be a call.`,
    );
  }
  try {
    return JSON.parse(json) as Json;
  } catch {
    // The parser's message quotes the body, so it is left behind.
    if (!hasStatedEnd) throw connectionBroken(provider.title, callKey);
    throw new ProviderBadResponse(callKey, `${provider.title} answered with JSON that cannot be read.`);
  }
}
