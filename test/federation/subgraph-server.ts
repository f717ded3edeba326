import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

type Resolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { readonly typeDefs: unknown }>['resolvers']
>;

/** Another team's subgraph, as Apollo's own library makes it, on a free loopback port. */
export interface SubgraphServer {
  readonly name: string;
  /** The URL of its GraphQL endpoint. */
  readonly url: string;
  readonly sdl: string;
  close(): Promise<void>;
}

export async function startSubgraph(
  name: string,
  sdl: string,
  resolvers: Resolvers,
): Promise<SubgraphServer> {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers });
  const yoga = createYoga({ schema, logging: false, landingPage: false });
  const server = createServer(yoga);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name,
    sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await yoga.dispose();
    },
  };
}
