import { isAsyncIterable } from 'graphql-yoga';
import { nameOperation } from '../request/operation-name.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** Records which operation ran, and marks a response incomplete that is a stream or has errors. */
export function useResponseDependencies(): ServerPlugin {
  return {
    onExecute({ args, context: { state } }) {
      state.dependencies?.onOperation({ document: args.document, name: nameOperation(args) });
    },
    onResultProcess({ result, serverContext: { state } }) {
      if (isAsyncIterable(result) || Array.isArray(result) || result.errors !== undefined)
        state.dependencies?.markIncomplete();
    },
  };
}
