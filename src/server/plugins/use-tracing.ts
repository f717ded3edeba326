import { isAsyncIterable } from 'graphql-yoga';
import type { Span } from '../../domain/span.ts';
import type { ServerSpans } from '../server-spans.ts';
import { harmlessNameOf, operationOf, outcomeOf } from './operation-facts.ts';
import { PerRequest } from './per-request.ts';
import type { Exchange, ServerPlugin } from './server-plugin.ts';

/** Says in a request’s span which operation it ran and how that ended; of arguments and answers, nothing. */
export function useTracing(serverSpans: ServerSpans): ServerPlugin {
  const requestSpans = new PerRequest<Span>();
  const describe = (
    args: Parameters<typeof operationOf>[0],
    { request }: { readonly request: Request },
  ): void => {
    const span = requestSpans.get(request);
    const operation = span && operationOf(args);
    if (!operation) return;
    const name = harmlessNameOf(operation);
    span.set({ 'graphql.operation.type': operation.operation });
    if (name !== undefined) span.set({ 'graphql.operation.name': name });
  };
  return {
    onRequest({ request, serverContext }) {
      const span = serverSpans.of((serverContext as Exchange).req);
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
