import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/access/token-hash.ts';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { ROUTERS } from './routers.ts';
import { type Supergraph, startSupergraph } from './supergraph.ts';

const SCOPES = { reader: ['calls:read'], analyst: ['calls:read', 'calls:content'], unscoped: [] };
const tokenOf = (name: string): string => `${name}-${'t'.repeat(40)}`;
const bearer = (name: string): Record<string, string> => ({ authorization: `Bearer ${tokenOf(name)}` });

const folder = mkdtempSync(join(tmpdir(), 'switchboard-federation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.keys(ROUTERS) as (keyof typeof ROUTERS)[])('behind the router of %s', (router) => {
  let providers: MockProviders;
  let switchboard: TestServer;
  let supergraph: Supergraph;
  beforeAll(async () => {
    const path = join(folder, 'tokens.json');
    const tokens = Object.entries(SCOPES).map(([name, scopes]) => ({
      name,
      scopes,
      tokenHash: `sha256:${digestOf(tokenOf(name))}`,
    }));
    writeFileSync(path, JSON.stringify(tokens), { mode: 0o600 });
    providers = await startMockProviders(() => ({ call_summary: 'words' }));
    switchboard = await startTestServer({ ...providers.environment, ACCESS_TOKENS_FILE: path });
    supergraph = await startSupergraph(switchboard.url, {
      router,
      deals: [{ id: 'd1', title: 'Solar roof', callIds: ['osvi:1'] }],
      // A graph with access control does not describe itself: it is composed from what is committed.
      switchboardSdl: readFileSync('schema/subgraph.graphql', 'utf8'),
    });
  });
  afterAll(async () => {
    await supergraph.close();
    await switchboard.stop();
    await providers.close();
  });

  const QUERY = '{ deals { title calls { id status summary } } }';
  const codesOf = (errors: readonly { extensions?: Record<string, unknown> }[] = []): unknown[] =>
    errors.map(({ extensions }) => extensions?.['code']);

  it('shows a client what its own scopes allow, wherever the query came in', async () => {
    const { data, errors } = await supergraph.query(QUERY, {}, bearer('analyst'));
    expect(errors).toBeUndefined();
    expect(data?.['deals']).toEqual([
      { title: 'Solar roof', calls: [{ id: 'osvi:1', status: 'COMPLETED', summary: 'words' }] },
    ]);
  });

  it('keeps what was said from a client without the scope for it, at the place in its query', async () => {
    const { data, errors } = await supergraph.query(QUERY, {}, bearer('reader'));
    expect(data?.['deals']).toEqual([
      { title: 'Solar roof', calls: [{ id: 'osvi:1', status: 'COMPLETED', summary: null }] },
    ]);
    expect(codesOf(errors)).toEqual(['FORBIDDEN']);
    expect(errors?.[0]?.path).toEqual(['deals', 0, 'calls', 0, 'summary']);
  });

  it("hides calls from a client without a scope and from an unknown client; the CRM's part stays complete", async () => {
    for (const [headers, code] of [
      [bearer('unscoped'), 'FORBIDDEN'],
      [bearer('stranger'), 'UNAUTHENTICATED'],
      [{}, 'UNAUTHENTICATED'],
    ] as const) {
      const { data, errors } = await supergraph.query(QUERY, {}, headers);
      expect(data?.['deals']).toEqual([{ title: 'Solar roof', calls: [null] }]);
      expect(codesOf(errors)).toContain(code);
    }
  });
});

describe('the SDL of a graph with access control', () => {
  it('is handed out only where INTROSPECTION says so, and only to a known client', async () => {
    const path = join(folder, 'tokens.json');
    for (const introspection of ['on', 'off']) {
      const server = await startTestServer({
        OSVI_API_KEY: 'key',
        ACCESS_TOKENS_FILE: path,
        INTROSPECTION: introspection,
      });
      const query = '{ _service { sdl } }';
      const known = await server.query(query, {}, bearer('unscoped'));
      expect(known.data?.['_service'] !== undefined).toBe(introspection === 'on');
      const unknown = await server.query(query);
      expect(unknown.errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
      await server.stop();
    }
  });
});
