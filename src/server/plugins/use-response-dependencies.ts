import { isAsyncIterable } from 'graphql-yoga';
import { nameOperation } from '../request/operation-name.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** Takes note of what ran, and of whatever makes an answer one that cannot be given again. */
export function useResponseDependencies(): ServerPlugin {
  return {
    onExecute({ args, context: { dependencies } }) {
      dependencies?.onOperation({ document: args.document, name: nameOperation(args) });
    },
    onResultProcess({ result, serverContext: { dependencies } }) {
      if (dependencies === undefined) return;
      if (isAsyncIterable(result) || Array.isArray(result) || result.errors !== undefined)
        dependencies.markIncomplete();
    },
  };
}
