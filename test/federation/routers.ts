import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type BaseContext } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import httpTransport from '@graphql-mesh/transport-http';

/** A router in front of subgraphs. */
export interface Router {
  /** The URL of its GraphQL endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a router on `port` of the loopback interface, or on a free one. It forwards the client's credential. */
export type StartRouter = (supergraphSdl: string, port?: number) => Promise<Router>;

const hive: StartRouter = async (supergraph, port = 0) => {
  const testServer = createGatewayRuntime({
    supergraph,
    // `hive-gateway supergraph --hive-router-runtime` does the same. The planner that Hive Gateway uses otherwise responds
    // null for an interface object's fields on types with a second key.
    unifiedGraphHandler,
    transports: { http: httpTransport },
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => credentialOf(request.headers.get('authorization')),
    },
  });
  const server = createServer(testServer);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await testServer[Symbol.asyncDispose]();
    },
  };
};

interface ApolloContext extends BaseContext {
  readonly authorization: string | null;
}

class CredentialForwarder extends RemoteGraphQLDataSource<ApolloContext> {
  override willSendRequest({
    request,
    context,
  }: Parameters<NonNullable<RemoteGraphQLDataSource<ApolloContext>['willSendRequest']>>[0]): void {
    const { authorization = null } = context as Partial<ApolloContext>; // empty when the gateway asks for itself
    for (const [name, value] of Object.entries(credentialOf(authorization)))
      request.http?.headers.set(name, value);
  }
}

const apollo: StartRouter = async (supergraphSdl, port = 0) => {
  const testServer = new ApolloGateway({
    supergraphSdl,
    buildService: ({ url }) => new CredentialForwarder({ url: url ?? '' }),
    logger: SILENT,
  });
  const server = new ApolloServer<ApolloContext>({ gateway: testServer, logger: SILENT });
  const { url } = await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => ({ authorization: req.headers.authorization ?? null }),
  });
  return { url, close: () => server.stop() };
};

/** The two routers that the graph is known to work behind. */
export const ROUTERS = { hive, apollo } as const satisfies Record<string, StartRouter>;

const credentialOf = (authorization: string | null): Record<string, string> =>
  authorization === null ? {} : { authorization };

const ignore = (): void => {};
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
