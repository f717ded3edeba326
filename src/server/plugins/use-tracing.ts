import { isAsyncIterable } from 'graphql-yoga';
import { loggableName, operationOf, outcomeOf } from '../request/operation-name.ts';
import type { ServerContext, ServerPlugin } from '../request/server-context.ts';

/** Records the operation and its outcome in the request's span, and nothing of arguments or results. */
export function useTracing(): ServerPlugin {
  const describe = (args: Parameters<typeof operationOf>[0], { state: { span } }: ServerContext): void => {
    const operation = span && operationOf(args);
    if (!operation) return;
    const name = loggableName(operation);
    span.set({ 'graphql.operation.type': operation.operation });
    if (name !== undefined) span.set({ 'graphql.operation.name': name });
  };
  return {
    onExecute: ({ args, context }) => describe(args, context),
    onSubscribe: ({ args, context }) => describe(args, context),
    onResultProcess({ result, serverContext: { state } }) {
      if (state.span === undefined || Array.isArray(result)) return;
      const outcome = isAsyncIterable(result) ? 'stream' : outcomeOf(result);
      state.span.set({ 'switchboard.outcome': outcome });
      if (outcome === 'error') state.span.fail('GRAPHQL');
    },
  };
}
