import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_ERRORS } from '../../../src/server/request/request-error.ts';
import { knownProviders } from '../../../src/server/start.ts';
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

  const counts = async (
    metric = 'switchboard_graphql_operation_duration_seconds_count',
  ): Promise<Record<string, number>> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const lines = text.matchAll(new RegExp(`^${metric}\\{(.*)\\} (\\d+)$`, 'gm'));
    return Object.fromEntries([...lines].map(([, labels, count]) => [labels, Number(count)]));
  };

  it('count each operation under how it ended, and nothing that a client chose', async () => {
    await server.query('query NameOfMine { call(id: "osvi:one") { id } }');
    await server.query('{ calls(ids: ["osvi:one", "osvi:refused"]) { id } }');
    await server.query('{ thereIsNoSuchField }');
    await server.query('{');
    expect(await counts()).toEqual({ 'outcome="ok"': 1, 'outcome="partial"': 1, 'outcome="error"': 2 });
  });

  it('count a rejected request, and neither GraphiQL nor a preflight', async () => {
    const before = await counts();
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    await page.body?.cancel(); // an unread page would keep its request in flight until the shutdown timeout
    await fetch(`${server.url}/graphql`, { method: 'OPTIONS' });
    expect(await counts()).toEqual(before);
    const refused = await fetch(`${server.url}/graphql`, { method: 'POST', body: 'x'.repeat(2_000_000) });
    expect(refused.ok).toBe(false);
    expect(await counts()).toEqual({ ...before, 'outcome="error"': (before['outcome="error"'] ?? 0) + 1 });
  });

  it('every response is counted by its HTTP status, those of the fast path included', async () => {
    const fetches = 4;
    const before = await counts('switchboard_http_responses_total');
    for (let index = 0; index < fetches; index += 1)
      await server.query('query Hot { call(id: "osvi:one") { id status } }');
    await server.send({ method: 'PUT' });
    const after = await counts('switchboard_http_responses_total');
    expect(after['status="200"']).toBe((before['status="200"'] ?? 0) + fetches);
    expect(after['status="405"']).toBe((before['status="405"'] ?? 0) + 1);
  });

  it('every code of a request error is exposed from the start, and counted once a rejected request', async () => {
    const before = await counts('switchboard_request_errors_total');
    expect(Object.keys(before).toSorted()).toEqual(
      Object.keys(REQUEST_ERRORS)
        .map((code) => `code="${code}"`)
        .toSorted(),
    );
    await server.query('{ noSuchField otherField }');
    await server.query('{ calls(ids: ["osvi:refused"]) { id } }'); // a field's error is no request error
    expect(await counts('switchboard_request_errors_total')).toEqual({
      ...before,
      'code="GRAPHQL_VALIDATION_FAILED"': (before['code="GRAPHQL_VALIDATION_FAILED"'] ?? 0) + 1,
    });
  });

  it('a refused key of each provider is counted from 0', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const lines = text.matchAll(
      /^switchboard_upstream_request_duration_seconds_count\{provider="(\w+)",.*outcome="PROVIDER_UNAUTHORIZED"\} 0$/gm,
    );
    expect(new Set([...lines].map(([, provider]) => provider))).toEqual(
      new Set(knownProviders.map(({ id }) => id)),
    );
  });

  it('the version is exposed', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await counts('switchboard_build_info')).toEqual({ [`version="${version}"`]: 1 });
  });
});
