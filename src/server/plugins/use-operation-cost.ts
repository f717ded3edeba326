import type { CostCheck } from '../request/cost-check.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Rejects an operation that could need more requests to providers than the limit, before the first is sent. Caches are
 * not consulted: whether an operation is allowed does not depend on earlier requests.
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
