import type { ExecutionResult } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { Metrics } from '../../telemetry/metrics.ts';
import { type OperationOutcome, outcomeOf } from '../request/operation-name.ts';
import { RequestLocal } from '../request/request-local.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Counts responses by status, rejected requests by code, and operations by outcome with the seconds from a request's
 * headers to the start of its response. Unexpected errors are counted where they are masked.
 */
export function useOperationMetrics({
  onOperation,
  onResponse,
  onRequestError,
}: Pick<Metrics, 'onOperation' | 'onResponse' | 'onRequestError'>): ServerPlugin {
  const outcomes = new RequestLocal<OperationOutcome>();
  return {
    onResultProcess({ request, result }) {
      if (Array.isArray(result)) return;
      outcomes.set(request, isAsyncIterable(result) ? 'stream' : outcomeOf(result));
      const code = isAsyncIterable(result) ? null : requestErrorOf(result);
      if (code !== null && code !== 'INTERNAL_SERVER_ERROR') onRequestError(code);
    },
    onResponse({ request, response, serverContext }) {
      onResponse(response.status);
      const outcome = outcomes.get(request) ?? (response.ok ? null : 'error');
      if (outcome === null) return; // GraphiQL, or the response to OPTIONS
      onOperation(outcome, (performance.now() - serverContext.state.startedAt) / 1_000);
    },
  };
}

/** The code of the error that a request was rejected with; `null` when the request was not rejected. */
function requestErrorOf({ data, errors }: ExecutionResult): string | null {
  const [error] = errors ?? [];
  if (error === undefined || error.path !== undefined || (data ?? null) !== null) return null;
  const { code } = error.extensions;
  return typeof code === 'string' ? code : null;
}
