import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { GraphContext } from '../../schema/context.ts';
import { schema } from '../../schema/index.ts';
import { describeError } from '../telemetry/logger.ts';
import type { Switchboard } from './compose.ts';
import { graphiqlOptions } from './graphiql.ts';
import { maskError } from './mask-error.ts';

export interface YogaOptions {
  /** What GraphiQL opens with. */
  readonly tabs: readonly { readonly query: string }[];
}

/** The GraphQL endpoint. Every behaviour of the server that is not a resolver's is in this list. */
export function createEndpoint(
  switchboard: Switchboard,
  { tabs }: YogaOptions,
): YogaServerInstance<Record<string, never>, GraphContext> {
  const { logger } = switchboard;
  const onUnexpected = (error: unknown): void => logger.error(describeError(error), 'unexpected error');
  return createYoga<Record<string, never>, GraphContext>({
    schema,
    context: ({ request }) => switchboard.createContext(request.signal),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    cors: false,
    multipart: false,
    logging: false,
    maxRequestBodySize: 1_000_000,
    maskedErrors: { maskError: (error) => maskError(error, onUnexpected) },
    graphiql: () => graphiqlOptions(tabs),
    renderGraphiQL: async (options) => {
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql'); // 9 MB: loaded by the first browser
      return renderGraphiQL(options);
    },
  });
}
