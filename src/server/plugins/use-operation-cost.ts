import type { GraphQLError } from 'graphql';
import type { GraphContext } from '../../../schema/context.ts';
import { estimateMaxCost, type Operation, operationCost } from '../request/operation-cost.ts';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** The request error of an operation that needs too many requests to providers; `null` for one that does not. */
export type CostCheck = (
  operation: Omit<Operation, 'scopes'>,
  client: Pick<GraphContext, 'scopes'>,
) => GraphQLError | null;

export const createCostCheck =
  ({ upstreamRequests }: { readonly upstreamRequests: number }): CostCheck =>
  (operation, { scopes }) => {
    if (estimateMaxCost(operation) <= upstreamRequests) return null;
    const cost = operationCost({ ...operation, scopes });
    if (cost === null || cost <= upstreamRequests) return null;
    return requestError(
      'LIMIT_EXCEEDED',
      `An operation may need ${upstreamRequests} requests to providers at most; this one may need ${cost}. Ask for fewer calls at once.`,
      { details: { limit: 'upstreamRequests', allowed: upstreamRequests, found: cost } },
    );
  };

/**
 * Rejects an operation that could need more than `upstreamRequests` requests to providers, before the first is sent.
 * Caches are not consulted: the cost of an operation does not depend on earlier operations.
 */
export function useOperationCost(checkCost: CostCheck): ServerPlugin {
  return {
    onExecute({ args, context, setResultAndStopExecution }) {
      const error = checkCost(args, context);
      if (error !== null) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, context, setResultAndStopExecution }) {
      const error = checkCost(args, context);
      if (error !== null) setResultAndStopExecution({ errors: [error] });
    },
  };
}
