import { isAsyncIterable } from 'graphql-yoga';
import type { Span } from '../../domain/span.ts';
import { loggableName, operationOf, outcomeOf } from '../request/operation-name.ts';
import { RequestLocal } from '../request/request-local.ts';
import type { ServerContext, ServerPlugin } from '../request/server-context.ts';
import type { ServerSpans } from '../server-spans.ts';

/** Says in a request’s span which operation it ran and how that ended; of arguments and answers, nothing. */
export function useTracing(serverSpans: ServerSpans): ServerPlugin {
  const requestSpans = new RequestLocal<Span>();
  const describe = (
    args: Parameters<typeof operationOf>[0],
    { request }: { readonly request: Request },
  ): void => {
    const span = requestSpans.get(request);
    const operation = span && operationOf(args);
    if (!operation) return;
    const name = loggableName(operation);
    span.set({ 'graphql.operation.type': operation.operation });
    if (name !== undefined) span.set({ 'graphql.operation.name': name });
  };
  return {
    onRequest({ request, serverContext }) {
      const span = serverSpans.of((serverContext as ServerContext).req);
      if (span !== undefined) requestSpans.set(request, span);
    },
    onExecute: ({ args, context }) => describe(args, context),
    onSubscribe: ({ args, context }) => describe(args, context),
    onResultProcess({ request, result }) {
      const span = requestSpans.get(request);
      if (span === undefined || Array.isArray(result)) return;
      const outcome = isAsyncIterable(result) ? 'stream' : outcomeOf(result);
      span.set({ 'switchboard.outcome': outcome });
      if (outcome === 'error') span.fail('GRAPHQL');
    },
  };
}
