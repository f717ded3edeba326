import http from 'node:http';
import https from 'node:https';
import { type Got, got } from 'got';
import type { Call } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import { type FailedCall, ProviderError } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import type { Endpoint, Provider } from '../providers/provider.ts';
import { collectAnswer, type HttpAnswer } from './answer-body.ts';
import { classifyAnswer } from './classify-answer.ts';
import { leanRequest } from './lean-request.ts';
import { readBody } from './read-body.ts';
import { translateError } from './translate-error.ts';

/** Where and as whom a provider is asked. */
export interface Account {
  readonly baseUrl: string;
  readonly apiKey: string;
}

export interface HttpLimits {
  /** Longest body accepted, in decompressed bytes. */
  readonly maxBodyBytes: number;
  /** Longest single attempt, from connecting to the last byte, in milliseconds. */
  readonly perTryTimeoutMs: number;
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
    signal: AbortSignal,
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
  const agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: limits.concurrency }),
    https: new https.Agent({ keepAlive: true, maxSockets: limits.concurrency }),
  };
  const client = createGot(provider, account, limits, agents);

  return {
    async fetchCall(endpoint, callId, signal, onSent, traceparent) {
      const asked: FailedCall = { provider: provider.id, providerCallId: callId };
      const url = account.baseUrl + endpoint.path(encodeURIComponent(callId));
      let answer: HttpAnswer;
      try {
        const options = traceparent === undefined ? { signal } : { signal, headers: { traceparent } };
        answer = await collectAnswer(client.stream(url, options), limits.maxBodyBytes, onSent);
      } catch (error) {
        signal.throwIfAborted();
        throw translateError(error, provider.title, asked);
      }
      onAnswer(answer);
      return readAnswer(provider, endpoint, answer, asked, clock.now());
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function createGot(provider: Provider, account: Account, limits: HttpLimits, agent: Agents): Got {
  return got.extend({
    agent,
    request: leanRequest,
    headers: {
      ...provider.authorize(account.apiKey),
      accept: 'application/json',
      'user-agent': 'switchboard',
    },
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false, // a redirect would carry the key to wherever it points
    strictContentLength: true,
    timeout: { request: limits.perTryTimeoutMs },
  });
}

interface Agents {
  http: http.Agent;
  https: https.Agent;
}

function readAnswer<C extends Call>(
  provider: Provider<C>,
  endpoint: Endpoint<C>,
  answer: HttpAnswer,
  asked: FailedCall,
  nowMs: number,
): FetchedCall<C> {
  const verdict = classifyAnswer(provider, answer, asked, nowMs);
  if (verdict === 'absent') return { call: null, text: null };
  if (verdict instanceof ProviderError) throw verdict;
  const { text, hasStatedEnd } = answer;
  return readBody(provider, endpoint, { text, hasStatedEnd, asked, fetchedAtMs: nowMs });
}
