import type { Call } from '../domain/call.ts';
import { type FailedCall, ProviderBadResponse } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import type { Json } from '../domain/json.ts';
import { nestsTooDeep } from '../domain/json-nesting.ts';
import type { Endpoint, Provider } from '../providers/provider.ts';

/** A body that a provider sent with a success. */
export interface ReceivedBody {
  readonly text: string;
  readonly asked: FailedCall;
  readonly fetchedAtMs: number;
}

/**
 * Reads a body as the call that was asked for, whether it came just now or was kept by another process. Throws
 * `ProviderBadResponse` or `ProviderRejected`, as the endpoint does.
 */
export function readBody<C extends Call>(
  provider: Provider<C>,
  endpoint: Endpoint<C>,
  { text, asked, fetchedAtMs }: ReceivedBody,
): FetchedCall<C> {
  const body = parseJson(text, provider, asked);
  return { call: endpoint.read({ body, asked, fetchedAt: new Date(fetchedAtMs) }), text };
}

function parseJson(text: string, provider: Provider, asked: FailedCall): Json {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (nestsTooDeep(json)) {
    throw new ProviderBadResponse(
      asked,
      `${provider.title} answered with JSON that is nested too deep to be a call.`,
    );
  }
  try {
    return JSON.parse(json) as Json;
  } catch {
    // The parser's message quotes the body, so it is left behind.
    throw new ProviderBadResponse(asked, `${provider.title} answered with JSON that cannot be read.`);
  }
}
