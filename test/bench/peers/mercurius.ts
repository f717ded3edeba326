import { createRequire } from 'node:module';
import DataLoader from 'dataloader';
import { type FastifyPluginAsync, fastify } from 'fastify';
import mercurius, { type IResolvers } from 'mercurius';

import { Agent } from 'undici';
import { type ReturnedCall, typeNameOf } from '../wire.ts';
import { MAX_CALLS, port, readCall, SDL, sayListening, TTL_SECONDS } from './peer.ts';

/** The package's types describe no ES module. */
const cache = createRequire(import.meta.url)('mercurius-cache') as FastifyPluginAsync<
  Readonly<Record<string, unknown>>
>;

/** The fastest JavaScript server of the field: compiled queries, and undici for requests. Its cache is on in hot runs only. */
const agent = new Agent({ connections: 100 });

const fetchCall = (id: string): Promise<ReturnedCall> =>
  readCall(id, async ({ origin, path, headers }) => {
    const { body } = await agent.request({ origin, path, method: 'GET', headers });
    return body.json();
  });

interface Context {
  readonly loader: DataLoader<string, ReturnedCall>;
}

const resolvers = {
  Call: { resolveType: typeNameOf },
  Query: {
    call: (_root: unknown, { id }: { id: string }, { loader }: Context) => loader.load(id),
    calls: (_root: unknown, { ids }: { ids: string[] }, { loader }: Context) =>
      Promise.all(ids.map((id) => loader.load(id))),
  },
};

const app = fastify();
await app.register(mercurius, {
  schema: SDL,
  resolvers: resolvers as unknown as IResolvers,
  jit: 1,
  context: (): Context => ({ loader: new DataLoader((ids) => Promise.all(ids.map(fetchCall))) }),
});
if (process.env['CACHE'] === 'on')
  await app.register(cache, {
    ttl: TTL_SECONDS,
    storage: { type: 'memory', options: { size: MAX_CALLS } },
    policy: { Query: { call: true, calls: true } },
  });
await app.listen({ port, host: '127.0.0.1' });
sayListening();
