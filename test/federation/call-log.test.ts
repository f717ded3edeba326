import { afterEach, describe, expect, it } from 'vitest';
import { type ListServers, startListServers } from '../support/list-servers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { COMPOSERS } from './compose.ts';
import { ROUTERS } from './routers.ts';
import { type Supergraph, startSupergraph } from './supergraph.ts';

const pairs = Object.keys(ROUTERS).flatMap((router) =>
  Object.keys(COMPOSERS).map((composer) => ({ router, composer })),
) as { router: keyof typeof ROUTERS; composer: keyof typeof COMPOSERS }[];

describe.each(pairs)('behind the router of $router, composed by $composer', ({ router, composer }) => {
  let lists: ListServers;
  let server: TestServer;
  let supergraph: Supergraph;
  afterEach(async () => {
    await supergraph.close();
    await server.stop();
    await lists.close();
  });

  it('the log of all providers is read page by page, with fields of another subgraph on its calls', async () => {
    lists = await startListServers(20);
    server = await startTestServer(lists.environment);
    const deals = [{ id: 'd1', title: 'Solar roof', callIds: ['osvi:osvi-00000'] }];
    supergraph = await startSupergraph(server.url, { deals, tickets: [], router, composer });
    expect(supergraph.sdl).toMatch(/listSize/);
    const query = `query ($after: String) {
      callLog(first: 50, after: $after) {
        nodes { id deal { title } }
        pageInfo { hasNextPage endCursor }
        complete
      }
    }`;
    type Log = {
      readonly nodes: readonly { readonly id: string; readonly deal: object | null }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      readonly complete: boolean;
    };
    const pageAfter = async (after: string | null): Promise<Log> => {
      const { data, errors } = await supergraph.query(query, { after });
      expect(errors).toBeUndefined();
      return data?.['callLog'] as Log;
    };
    const first = await pageAfter(null);
    const second = await pageAfter(first.pageInfo.endCursor);
    const nodes = [...first.nodes, ...second.nodes];
    expect(nodes.map(({ id }) => id)).toEqual(lists.all().map(({ provider, id }) => `${provider}:${id}`));
    expect(nodes.filter(({ deal }) => deal !== null)).toEqual([
      { id: 'osvi:osvi-00000', deal: { title: 'Solar roof' } },
    ]);
    expect(second).toMatchObject({ complete: true, pageInfo: { hasNextPage: false } });
  });
});
