import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Status } from '../../../src/server/pages/front-page/status.ts';
import { entryFor, temporaryFile } from '../../access/access-fixture.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

const PRIVATE = 'the private summary';
const CALL_ID = 'the-call-in-question';

describe('the front page', () => {
  const clock = createTestClock();
  let providers: MockProviders;
  let testServer: TestServer;
  beforeAll(async () => {
    providers = await startMockProviders((callId, response) => {
      response.setHeader('x-ratelimit-limit', '100').setHeader('x-ratelimit-remaining', '97');
      if (callId === CALL_ID) return { summary: PRIVATE, transcript: PRIVATE };
      response.writeHead(500).end();
      return undefined;
    });
    testServer = await startTestServer({ ...providers.environment, UPSTREAM_RETRIES: '0' }, { clock });
    const query = `query SecretName($ids: [ID!]!) { calls(ids: $ids) { id summary } }`;
    const ids = [`osvi:${CALL_ID}`, `osvi:${CALL_ID}`, `voxworks:${CALL_ID}`, 'osvi:another'];
    await testServer.query(query, { ids });
    await testServer.query(query, { ids: [`osvi:${CALL_ID}`] });
  });
  afterAll(async () => {
    await testServer.stop();
    await providers.close();
  });

  const get = (path: string): Promise<Response> => fetch(`${testServer.url}${path}`, { redirect: 'manual' });
  const reportOf = (status: Status, id: string) => status.providers.find((each) => each.id === id);

  it("has a content security policy that allows only this server's own files and status", async () => {
    const { status, headers } = await get('/');
    expect(status).toBe(200);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|http|\*|data:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('has no inline script, style or event handler', async () => {
    const html = await (await get('/')).text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
  });

  it('has the status of each provider: requests, errors, cache reads and the reported rate limit', async () => {
    const status = (await (await get('/status')).json()) as Status;
    expect(status.ready).toBe(true);
    expect(status.providers.map(({ id }) => id)).toEqual(['osvi', 'puretalk', 'synthflow', 'voxworks']);
    const osvi = reportOf(status, 'osvi');
    expect(osvi).toMatchObject({ configured: true, healthy: false, breakerState: 'CLOSED', inFlight: 0 });
    expect(osvi?.rateLimit).toEqual({ limit: 100, remaining: 97, pausedForSeconds: 0 });
    expect(osvi?.statistics.requests).toBe(2);
    expect(osvi?.statistics.errors).toEqual([{ name: 'PROVIDER_UNAVAILABLE', count: 1 }]);
    expect(osvi?.statistics.cacheReads).toEqual(
      expect.arrayContaining([
        { name: 'fetched', count: 2 },
        { name: 'fresh', count: 1 },
      ]),
    );
    expect(reportOf(status, 'puretalk')).toMatchObject({ healthy: null, statistics: { requests: 0 } });
  });

  it('shows no call, client, key or IP address', async () => {
    const shown = [await (await get('/')).text(), await (await get('/status')).text()].join('\n');
    for (const secret of [CALL_ID, PRIVATE, 'another', 'SecretName', 'key-of-', '127.0.0.1'])
      expect(shown).not.toContain(secret);
  });

  it('shares one status snapshot between requests within half a second', async () => {
    const readStatus = async (): Promise<string> => (await get('/status')).text();
    const first = await readStatus();
    await testServer.query('{ call(id: "puretalk:new") { id } }');
    expect(await readStatus()).toBe(first);
    clock.advance(500);
    expect(await readStatus()).not.toBe(first);
  });

  it('links to GraphiQL, to the metrics, and to an SDL that can be built', async () => {
    const html = await (await get('/')).text();
    for (const path of ['/graphql', '/schema.graphql', '/metrics']) expect(html).toContain(`href="${path}"`);
    const sdl = await (await get('/schema.graphql')).text();
    expect(buildSchema(sdl).getQueryType()?.getFields()['calls']).toBeDefined();
  });

  it('accepts GET and HEAD only, and serves no path but its own', async () => {
    expect((await fetch(`${testServer.url}/status`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${testServer.url}/`, { method: 'HEAD' })).status).toBe(200);
    for (const path of [
      '/front-page/',
      '/front-page/tsconfig.json',
      '/front-page/../main.js',
      '/front-page/%2e%2e/main.js',
    ])
      expect((await get(path)).status, path).toBe(404);
  });
});

describe('the links of the front page', () => {
  const pagesWith = async (environment: Record<string, string>, paths: readonly string[]) => {
    const testServer = await startTestServer(environment);
    try {
      const responses = paths.map((path) => fetch(`${testServer.url}${path}`, { redirect: 'manual' }));
      const statuses = (await Promise.all(responses)).map(({ status }) => status);
      return { statuses, html: await (await fetch(`${testServer.url}/`)).text() };
    } finally {
      await testServer.stop();
    }
  };

  it('omit GraphiQL and the schema when introspection is off', async () => {
    const { statuses, html } = await pagesWith({ INTROSPECTION: 'off' }, ['/schema.graphql']);
    expect(statuses).toEqual([404]);
    expect(html).not.toMatch(/href="\/(?:graphql|schema\.graphql)"/);
    expect(html).toContain('href="/metrics"');
  });

  it('omit the schema when introspection needs a credential', async () => {
    const file = temporaryFile('tokens.json', JSON.stringify([entryFor('a-token')]));
    const environment = { ACCESS_TOKENS_FILE: file, INTROSPECTION: 'on' };
    const { statuses, html } = await pagesWith(environment, ['/schema.graphql', '/', '/status', '/metrics']);
    expect(statuses).toEqual([404, 200, 200, 200]);
    expect(html).not.toContain('schema.graphql');
  });

  it('do not exist when the front page is off: the root redirects to the endpoint', async () => {
    const paths = ['/', '/status', '/schema.graphql', '/front-page/page.js'];
    const { statuses } = await pagesWith({ FRONT_PAGE: 'off' }, paths);
    expect(statuses).toEqual([302, 404, 404, 404]);
  });
});
