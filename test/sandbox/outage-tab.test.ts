import { expect, it } from 'vitest';
import { createTestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

interface Log {
  readonly callLog: {
    readonly complete: boolean;
    readonly sources: readonly { readonly state: string; readonly code: string | null }[];
  };
}

async function outageTabOf(server: TestServer): Promise<string> {
  const html = await (await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } })).text();
  const [, page = ''] = /<script id="page"[^>]*>(.*?)<\/script>/s.exec(html) ?? [];
  const { options } = JSON.parse(page) as { options: { defaultTabs: readonly { query: string }[] } };
  return options.defaultTabs.find(({ query }) => query.includes('query SourceDown'))?.query ?? '';
}

it.each([
  { before: 'without a cached list', warm: false, state: 'FAILED', complete: false },
  { before: 'with a cached list', warm: true, state: 'STALE', complete: true },
])(
  'the tab SourceDown, run twice $before, shows a source that is $state',
  async ({ warm, state, complete }) => {
    const clock = createTestClock(Date.now());
    const server = await startTestServer({}, { clock });
    try {
      const tab = await outageTabOf(server);
      if (warm) await server.query('{ callLog(first: 10) { complete nodes { id } } }');
      const first = await server.query<Log>(tab);
      expect(first.errors?.[0]?.extensions?.['code']).toBe('PROVIDER_UNAVAILABLE');
      clock.advance(5_000);
      const { data } = await server.query<Log>(tab);
      expect(data?.callLog.complete).toBe(complete);
      const others = data?.callLog.sources.filter((source) => source.state !== 'ANSWERED');
      expect(others).toMatchObject([{ state, code: 'PROVIDER_UNAVAILABLE' }]);
    } finally {
      await server.stop();
    }
  },
);
