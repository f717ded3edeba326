import type { Call } from '../domain/call.ts';
import type { Cancellation } from '../domain/cancellation.ts';
import type { Clock } from '../domain/clock.ts';
import { type FailedCall, ProviderError } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import type { Endpoint, Provider } from '../providers/provider.ts';
import { classifyAnswer } from './classify-answer.ts';
import { collectAnswer, type HttpAnswer, type HttpLimits } from './collect-answer.ts';
import { createConnectionPool } from './connection-pool.ts';
import { createOpenStream } from './open-stream.ts';
import { readBody } from './read-body.ts';
import { translateError } from './translate-error.ts';

/** Where and as whom a provider is asked. */
export interface Account {
  readonly baseUrl: string;
  readonly apiKey: string;
}

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
    signal: Cancellation,
    onSent?: () => void,
    traceparent?: string,
  ): Promise<FetchedCall<C>>;
  /** Closes idle connections. */
  close(): void;
}

/** Told of every answer that arrived, before anyone judges it. */
export type OnAnswer = (answer: HttpAnswer) => void;

export function createProviderClient<C extends Call>(
  provider: Provider<C>,
  account: Account,
  limits: ClientLimits,
  clock: Clock,
  onAnswer: OnAnswer = () => {},
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
      const asked: FailedCall = { provider: provider.id, providerCallId: callId };
      const url = account.baseUrl + endpoint.path(encodeURIComponent(callId));
      const headers = traceparent === undefined ? undefined : { traceparent };
      let answer: HttpAnswer;
      try {
        answer = await collectAnswer(openStream, pool, limits, { url, headers, signal, onSent });
      } catch (error) {
        signal.throwIfAborted();
        throw translateError(error, provider.title, asked);
      }
      onAnswer(answer);
      return readAnswer(provider, endpoint, answer, asked, clock.now());
    },
    close: pool.close,
  };
}

function readAnswer<C extends Call>(
  provider: Provider<C>,
  endpoint: Endpoint<C>,
  answer: HttpAnswer,
  asked: FailedCall,
  nowMs: number,
): FetchedCall<C> {
  const verdict = classifyAnswer(provider, answer, asked, nowMs);
  if (verdict === 'absent') return { call: null, body: null };
  if (verdict instanceof ProviderError) throw verdict;
  const { body, hasStatedEnd } = answer;
  return readBody(provider, endpoint, { body, hasStatedEnd, asked, fetchedAtMs: nowMs });
}
