import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import type { Clock } from '../domain/clock.ts';
import { ProviderError } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import type { Endpoint, Provider } from '../providers/provider.ts';
import { classifyResponse } from './classify-response.ts';
import { createConnectionPool } from './connection-pool.ts';
import { createOpenStream } from './open-stream.ts';
import { readBody } from './read-body.ts';
import { type HttpLimits, type HttpResponse, sendRequest } from './send-request.ts';
import { translateError } from './translate-error.ts';

/** `HttpLimits` of one connection. */
export interface ClientLimits extends HttpLimits {
  /** Sockets that may be open to the provider at once. */
  readonly concurrency: number;
}

/** One provider, reached over HTTP as one account. It asks once: whoever retries, waits or limits stands above it. */
export interface ProviderClient<C extends Call> {
  /**
   * Rejects with a `ProviderError`, and with the signal's reason once the signal is aborted. `onSent` is told when the
   * request has left this process; `traceparent` tells the provider which span the request is for.
   */
  fetchCall(
    endpoint: Endpoint<C>,
    callId: string,
    signal: AbortSignalLike,
    onSent?: () => void,
    traceparent?: string,
  ): Promise<FetchedCall<C>>;
  /** Closes idle connections. */
  close(): void;
}

/** Told of every answer that arrived, before anyone judges it. */
export type OnResponse = (response: HttpResponse) => void;

export function createProviderClient<C extends Call>(
  provider: Provider<C>,
  account: Account,
  limits: ClientLimits,
  clock: Clock,
  onResponse: OnResponse = () => {},
): ProviderClient<C> {
  const pool = createConnectionPool(account.baseUrl, limits.concurrency);
  const openStream = createOpenStream({
    ...provider.authorize(account.apiKey),
    accept: 'application/json',
    'user-agent': 'switchboard',
  });

  return {
    async fetchCall(endpoint, callId, signal, onSent, traceparent) {
      signal.throwIfAborted();
      const callKey: CallKey = { provider: provider.id, providerCallId: callId };
      const url = account.baseUrl + endpoint.path(encodeURIComponent(callId));
      const headers = traceparent === undefined ? undefined : { traceparent };
      let response: HttpResponse;
      try {
        response = await sendRequest(openStream, pool, limits, { url, headers, signal, onSent });
      } catch (error) {
        signal.throwIfAborted();
        throw translateError(error, provider.title, callKey);
      }
      onResponse(response);
      return readResponse(provider, endpoint, response, callKey, clock.now());
    },
    close: pool.close,
  };
}

function readResponse<C extends Call>(
  provider: Provider<C>,
  endpoint: Endpoint<C>,
  response: HttpResponse,
  callKey: CallKey,
  nowMs: number,
): FetchedCall<C> {
  const verdict = classifyResponse(provider, response, callKey, nowMs);
  if (verdict === 'absent') return { call: null, body: null };
  if (verdict instanceof ProviderError) throw verdict;
  const { body, hasStatedEnd } = response;
  return readBody(provider, endpoint, { body, hasStatedEnd, callKey, fetchedAtMs: nowMs });
}
