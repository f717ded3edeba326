import type { ServerPlugin } from '../request/server-context.ts';
import { variableErrors } from '../request/variable-values.ts';

/**
 * Rejects an operation whose variables do not fit, before execution collects the errors of every item in a long list and
 * before the operation's cost is counted.
 */
export function useVariableErrors(): ServerPlugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const errors = variableErrors(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const errors = variableErrors(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
