import { RESTDataSource } from '@apollo/datasource-rest';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { type ReturnedCall, typeNameOf } from '../wire.ts';
import { port, readCall, SDL, sayListening, TTL_SECONDS } from './peer.ts';

/** Apollo's REST data source: one a request, with the HTTP response cache that the server shares. */
class Calls extends RESTDataSource {
  load(id: string): Promise<ReturnedCall> {
    return readCall(id, ({ origin, path, headers }) =>
      this.get<unknown>(origin + path, { headers: { ...headers }, cacheOptions: { ttl: TTL_SECONDS } }),
    );
  }
}

interface Context {
  readonly calls: Calls;
}

const server = new ApolloServer<Context>({
  typeDefs: SDL,
  resolvers: {
    Call: { __resolveType: typeNameOf },
    Query: {
      call: (_root: unknown, { id }: { id: string }, { calls }: Context) => calls.load(id),
      calls: (_root: unknown, { ids }: { ids: string[] }, { calls }: Context) =>
        ids.map((id) => calls.load(id)),
    },
  },
});
await startStandaloneServer(server, {
  listen: { port, host: '127.0.0.1' },
  context: async () => ({ calls: new Calls({ cache: server.cache }) }),
});
sayListening();
