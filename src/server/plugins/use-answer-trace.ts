import { isAsyncIterable } from 'graphql-yoga';
import { nameOperation } from './operation-facts.ts';
import type { ServerPlugin } from './server-plugin.ts';

/** Takes note of what ran, and of whatever makes an answer one that cannot be given again. */
export function useAnswerTrace(): ServerPlugin {
  return {
    onExecute({ args, context: { trace } }) {
      trace?.onOperation({ document: args.document, name: nameOperation(args) });
    },
    onResultProcess({ result, serverContext: { trace } }) {
      if (trace === undefined) return;
      if (isAsyncIterable(result) || Array.isArray(result) || result.errors !== undefined)
        trace.onIncomplete();
    },
  };
}
