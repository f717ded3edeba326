import { isAsyncIterable } from 'graphql-yoga';
import type { Metrics } from '../../telemetry/metrics.ts';
import { type OperationOutcome, outcomeOf } from '../request/operation-name.ts';
import { RequestLocal } from '../request/request-local.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** Counts operations by outcome, with the seconds from a request's headers to the start of its response. */
export function useOperationMetrics({ onOperation }: Pick<Metrics, 'onOperation'>): ServerPlugin {
  const outcomes = new RequestLocal<OperationOutcome>();
  return {
    onResultProcess({ request, result }) {
      if (Array.isArray(result)) return;
      outcomes.set(request, isAsyncIterable(result) ? 'stream' : outcomeOf(result));
    },
    onResponse({ request, response, serverContext }) {
      const outcome = outcomes.get(request) ?? (response.ok ? null : 'error');
      if (outcome === null) return; // GraphiQL, or the response to OPTIONS
      onOperation(outcome, (performance.now() - serverContext.state.startedAt) / 1_000);
    },
  };
}
