import { isAsyncIterable } from 'graphql-yoga';
import type { Metrics } from '../../telemetry/metrics.ts';
import { type OperationOutcome, outcomeOf } from '../request/operation-name.ts';
import { RequestLocal } from '../request/request-local.ts';
import type { ServerContext, ServerPlugin } from '../request/server-context.ts';

interface Timing {
  readonly startedAt: number;
  outcome: OperationOutcome | null;
}

/** Counts operations by how they ended, with the time from their first byte to the first of their answer. */
export function useOperationMetrics({ onOperation }: Pick<Metrics, 'onOperation'>): ServerPlugin {
  const timings = new RequestLocal<Timing>();
  return {
    onRequest({ request, serverContext }) {
      const { startedAt = performance.now() } = serverContext as ServerContext;
      timings.set(request, { startedAt, outcome: null });
    },
    onResultProcess({ request, result }) {
      const timing = timings.get(request);
      if (timing === undefined || Array.isArray(result)) return;
      timing.outcome = isAsyncIterable(result) ? 'stream' : outcomeOf(result);
    },
    onResponse({ request, response }) {
      const timing = timings.get(request);
      if (timing === undefined) return;
      const outcome = timing.outcome ?? (response.ok ? null : 'error');
      if (outcome === null) return; // GraphiQL, or an answer to OPTIONS
      onOperation(outcome, (performance.now() - timing.startedAt) / 1_000);
    },
  };
}
