import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

describe('the metrics of operations', () => {
  let providers: MockProviders;
  let server: TestServer;
  beforeAll(async () => {
    providers = await startMockProviders((callId, response) => {
      if (callId !== 'refused') return {};
      response.writeHead(400).end();
      return undefined;
    });
    server = await startTestServer(providers.environment);
  });
  afterAll(async () => {
    await server.stop();
    await providers.close();
  });

  const counts = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const lines = text.matchAll(/^switchboard_graphql_operation_duration_seconds_count\{(.*)\} (\d+)$/gm);
    return Object.fromEntries([...lines].map(([, labels, count]) => [labels, Number(count)]));
  };

  it('count each operation under how it ended, and nothing that a client chose', async () => {
    await server.query('query NameOfMine { call(id: "osvi:one") { id } }');
    await server.query('{ calls(ids: ["osvi:one", "osvi:refused"]) { id } }');
    await server.query('{ thereIsNoSuchField }');
    await server.query('{');
    expect(await counts()).toEqual({ 'outcome="ok"': 1, 'outcome="partial"': 1, 'outcome="error"': 2 });
  });

  it('count a refusal, and neither GraphiQL nor a preflight', async () => {
    const before = await counts();
    await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    await fetch(`${server.url}/graphql`, { method: 'OPTIONS' });
    expect(await counts()).toEqual(before);
    const refused = await fetch(`${server.url}/graphql`, { method: 'POST', body: 'x'.repeat(2_000_000) });
    expect(refused.ok).toBe(false);
    expect(await counts()).toEqual({ ...before, 'outcome="error"': (before['outcome="error"'] ?? 0) + 1 });
  });
});
