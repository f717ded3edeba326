import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Account } from '../domain/account.ts';
import type { Clock } from '../domain/clock.ts';
import { ProviderError } from '../domain/errors.ts';
import type { FetchedValue } from '../domain/fetched-value.ts';
import type { RequestSubject } from '../domain/request-subject.ts';
import type { OperationInput, ProviderOperation } from '../providers/operation.ts';
import type { Provider } from '../providers/provider.ts';
import { classifyResponse } from './classify-response.ts';
import { createConnectionPool } from './connection-pool.ts';
import { LargeBodies } from './large-bodies.ts';
import { createOpenStream } from './open-stream.ts';
import { readResponse } from './read-response.ts';
import { requestTarget } from './request-target.ts';
import { type HttpLimits, type HttpResponse, sendRequest } from './send-request.ts';
import { translateError } from './translate-error.ts';

/** Limits of one client. */
export interface ClientLimits extends HttpLimits {
  /** Sockets that may be open to the provider at once. */
  readonly concurrency: number;
}

/** One attempt at an operation. */
export interface ProviderRequest<Input extends OperationInput, Output extends object> {
  readonly operation: ProviderOperation<Input, Output>;
  readonly input: Input;
  /** The subject that errors name. */
  readonly subject: RequestSubject;
  readonly signal: AbortSignalLike;
  /** Called when the request has left this process. */
  readonly onSent?: (() => void) | undefined;
  /** The W3C Trace Context header of the span that the request belongs to; `undefined` when it is not traced. */
  readonly traceparent?: string | undefined;
}

/** One provider, reached over HTTP as one account. It sends once: retries, waits and limits belong to the layers above. */
export interface ProviderClient {
  /** Rejects with a `ProviderError`, and with the signal's reason once the signal is aborted. */
  send<Input extends OperationInput, Output extends object>(
    request: ProviderRequest<Input, Output>,
  ): Promise<FetchedValue<Output>>;
  /** Closes idle connections. */
  close(): void;
}

/** Called with every response that arrives, before it is classified. */
export type OnResponse = (response: HttpResponse) => void;

const NO_STATUSES: readonly number[] = [];
const JSON_HEADERS = { 'content-type': 'application/json' };

export function createProviderClient(
  provider: Provider,
  account: Account,
  limits: ClientLimits,
  clock: Clock,
  onResponse: OnResponse = () => {},
): ProviderClient {
  const { title } = provider;
  const pool = createConnectionPool(account.baseUrl, limits.concurrency);
  const largeBodies = new LargeBodies();
  const openStream = createOpenStream({
    ...provider.authorize(account.apiKey),
    accept: 'application/json',
    'user-agent': 'switchboard',
  });

  return {
    async send({ operation, input, subject, signal, onSent, traceparent }) {
      signal.throwIfAborted();
      const request = operation.request(input);
      const { method } = request;
      const url = account.baseUrl + requestTarget(request);
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const headers = headersOf(body, traceparent);
      let response: HttpResponse;
      try {
        response = await sendRequest(openStream, pool, largeBodies, limits, {
          url,
          method,
          headers,
          body,
          signal,
          onSent,
        });
      } catch (error) {
        signal.throwIfAborted();
        throw translateError(error, title, subject);
      }
      onResponse(response);
      const fetchedAtMs = clock.now();
      const statuses = operation.readableStatuses ?? NO_STATUSES;
      const verdict = classifyResponse(provider, response, statuses, subject, fetchedAtMs);
      if (verdict instanceof ProviderError) throw withStatus(verdict, response.status);
      if (verdict === 'absent') return { value: null, body: null, fetchedAtMs };
      const { status, hasStatedEnd } = response;
      const location = response.headers['location'];
      try {
        return readResponse(operation, {
          title,
          input,
          subject,
          body: response.body,
          fetchedAtMs,
          status,
          location: typeof location === 'string' ? location : null,
          hasStatedEnd,
        });
      } catch (error) {
        throw error instanceof ProviderError ? withStatus(error, status) : error;
      }
    },
    close: pool.close,
  };
}

/** Stores the status of the provider's response in `error`, for the log. */
function withStatus(error: ProviderError, status: number): ProviderError {
  error.upstreamStatus = status;
  return error;
}

function headersOf(
  body: string | undefined,
  traceparent: string | undefined,
): Readonly<Record<string, string>> | undefined {
  if (traceparent === undefined) return body === undefined ? undefined : JSON_HEADERS;
  return body === undefined ? { traceparent } : { ...JSON_HEADERS, traceparent };
}
