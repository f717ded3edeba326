import type { GraphQLError } from 'graphql';
import type { GraphContext } from '../../../schema/context.ts';
import { boundOfCost, costOf, type Operation } from './operation-cost.ts';
import { refusal } from './refusal.ts';
import type { ServerPlugin } from './server-plugin.ts';

/** The refusal of an operation that asks too much of providers; `null` of one that does not. */
export type RefusalOfCost = (
  operation: Omit<Operation, 'scopes'>,
  client: Pick<GraphContext, 'scopes'>,
) => GraphQLError | null;

export const createRefusalOfCost =
  ({ upstreamRequests }: { readonly upstreamRequests: number }): RefusalOfCost =>
  (operation, { scopes }) => {
    if (boundOfCost(operation) <= upstreamRequests) return null;
    const cost = costOf({ ...operation, scopes });
    if (cost === null || cost <= upstreamRequests) return null;
    return refusal(
      'LIMIT_EXCEEDED',
      `An operation may need ${upstreamRequests} requests to providers at most; this one may need ${cost}. Ask for fewer calls at once.`,
      { details: { limit: 'upstreamRequests', allowed: upstreamRequests, found: cost } },
    );
  };

/**
 * Refuses an operation that could need more than `upstreamRequests` requests to providers, before the first is sent.
 * Caches are not consulted: what an operation may ask does not depend on who asked before.
 */
export function useOperationCost(refusalOf: RefusalOfCost): ServerPlugin {
  return {
    onExecute({ args, context, setResultAndStopExecution }) {
      const error = refusalOf(args, context);
      if (error !== null) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, context, setResultAndStopExecution }) {
      const error = refusalOf(args, context);
      if (error !== null) setResultAndStopExecution({ errors: [error] });
    },
  };
}
