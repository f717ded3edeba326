import http from 'node:http';
import https from 'node:https';
import { type Got, got } from 'got';
import type { Call } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import { type FailedCall, ProviderBadResponse, ProviderError } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import type { Json } from '../domain/json.ts';
import { nestsTooDeep } from '../domain/json-nesting.ts';
import type { Answer, Endpoint, Provider } from '../providers/provider.ts';
import { collectAnswer, type HttpAnswer } from './answer-body.ts';
import { classifyAnswer } from './classify-answer.ts';

import { brokenOff, translateError } from './translate-error.ts';

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
  /** Rejects with a `ProviderError`, and with the signal's reason once the signal is aborted. */
  fetchCall(endpoint: Endpoint<C>, callId: string, signal: AbortSignal): Promise<FetchedCall<C>>;
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
    async fetchCall(endpoint, callId, signal) {
      const asked: FailedCall = { provider: provider.id, providerCallId: callId };
      const url = account.baseUrl + endpoint.path(encodeURIComponent(callId));
      let answer: HttpAnswer;
      try {
        answer = await collectAnswer(client.stream(url, { signal }), limits.maxBodyBytes);
      } catch (error) {
        signal.throwIfAborted();
        throw translateError(error, provider.title, asked);
      }
      onAnswer(answer);
      return readAnswer(provider, endpoint, answer, asked, clock);
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
  http: HttpAnswer,
  asked: FailedCall,
  clock: Clock,
): FetchedCall<C> {
  const verdict = classifyAnswer(provider, http, asked, clock.now());
  if (verdict === 'absent') return { call: null, size: 0 };
  if (verdict instanceof ProviderError) throw verdict;
  const answer: Answer = {
    body: parseJson(http, provider, asked),
    asked,
    fetchedAt: new Date(clock.now()),
  };
  return { call: endpoint.read(answer), size: http.text.length };
}

function parseJson({ text, hasStatedEnd }: HttpAnswer, provider: Provider, asked: FailedCall): Json {
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
    if (!hasStatedEnd) throw brokenOff(provider.title, asked);
    throw new ProviderBadResponse(asked, `${provider.title} answered with JSON that cannot be read.`);
  }
}
