import type { GraphQLError } from 'graphql';
import type { GraphContext } from '../../../schema/context.ts';
import type { OperationLimits } from '../../config/limits.ts';
import { estimateMaxCost, type Operation, operationCost } from './operation-cost.ts';
import { requestError } from './request-error.ts';

/** The request error of an operation that costs too many requests to providers; `null` for an operation within the limit. */
export type CostCheck = (
  operation: Omit<Operation, 'scopes' | 'callLogRequests'>,
  client: Pick<GraphContext, 'scopes'>,
) => GraphQLError | null;

/** Checks cost in two stages: a cheap upper bound for every operation, and the exact cost where the bound exceeds the limit. */
export const createCostCheck =
  ({
    upstreamRequests,
    callLogRequests,
  }: Pick<OperationLimits, 'upstreamRequests' | 'callLogRequests'>): CostCheck =>
  (operation, { scopes }) => {
    if (estimateMaxCost({ ...operation, callLogRequests }) <= upstreamRequests) return null;
    const cost = operationCost({ ...operation, scopes, callLogRequests });
    if (cost === null || cost <= upstreamRequests) return null;
    return requestError(
      'LIMIT_EXCEEDED',
      `An operation may need ${upstreamRequests} requests to providers at most; this one may need ${cost}. Ask for fewer calls at once.`,
      { details: { limit: 'upstreamRequests', allowed: upstreamRequests, found: cost } },
    );
  };
