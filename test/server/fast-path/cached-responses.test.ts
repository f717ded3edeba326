import { rename, writeFile } from 'node:fs/promises';
import { Lexer } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAccessControl } from '../../../src/access/access-control.ts';
import { OPEN_ACCESS } from '../../../src/access/access-options.ts';
import { osvi } from '../../../src/providers/osvi.ts';
import type { EndpointOptions } from '../../../src/server/endpoint-options.ts';
import { knownProviders } from '../../../src/server/start.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { entryFor, temporaryFile } from '../../access/access-fixture.ts';
import { createSigningKey, jwtOptions, NOW, signToken } from '../../access/issuer.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { type EndpointUnderTest, startEndpoint } from './endpoint-under-test.ts';

const CALL = 'query One($id: ID!) { call(id: $id) { status summary freshness { stale } } }';
const SETTLED_MS = 6 * 60 * 60 * 1000;

let providers: MockProviders;
let endpoint: EndpointUnderTest;
let summary: string;
/** Executions since `endpoint` was started, counted by contexts: each execution creates one. */
let executions: number;

async function open(options: Partial<EndpointOptions> = {}): Promise<void> {
  executions = 0;
  endpoint = await startEndpoint(providers.environment, {
    ...options,
    change: (switchboard) => ({
      ...switchboard,
      createContext: (...args) => {
        executions += 1;
        return switchboard.createContext(...args);
      },
    }),
  });
}

const ask = async (
  query: string,
  { variables, token }: { variables?: object; token?: string } = {},
): Promise<{ status: number; body: { data?: Record<string, never>; errors?: unknown[] } }> => {
  const response = await endpoint.send({
    headers: [
      ...['content-type', 'application/json', 'accept', 'application/json'],
      ...(token === undefined ? [] : ['authorization', `Bearer ${token}`]),
    ],
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: JSON.parse(response.body) };
};
const askForOne = (token?: string): ReturnType<typeof ask> =>
  ask(CALL, { variables: { id: 'osvi:1' }, ...(token !== undefined && { token }) });

beforeEach(async () => {
  summary = 'first';
  providers = await startMockProviders(() => ({ summary, created_at: '2026-01-01T10:00:00Z' }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await endpoint.close();
  await providers.close();
});

describe('a request that is sent again', () => {
  it('costs one upstream request, one parsed document, and two executions that each read the record', async () => {
    await open();
    const read = vi.spyOn(osvi.getCall[0], 'read');
    const lex = vi.spyOn(Lexer.prototype, 'advance');
    await askForOne();
    const tokens = lex.mock.calls.length;
    for (let time = 2; time <= 20; time += 1) await askForOne();
    expect(providers.requestCount).toBe(1);
    expect(read).toHaveBeenCalledTimes(2);
    expect(lex.mock.calls.length).toBe(tokens);
    expect(executions).toBe(2);
  });

  it('with other variables costs an execution, and parses nothing', async () => {
    await open();
    await askForOne();
    const lex = vi.spyOn(Lexer.prototype, 'advance');
    for (let time = 2; time <= 10; time += 1) await ask(CALL, { variables: { id: `osvi:${time}` } });
    expect(lex).not.toHaveBeenCalled();
    expect([providers.requestCount, executions]).toEqual([10, 10]);
  });

  it('counts as a cache read each time', async () => {
    await open();
    for (let time = 1; time <= 5; time += 1) await askForOne();
    const { cacheReads } = await endpoint.switchboard.metrics.statisticsOf('osvi');
    expect(cacheReads).toEqual([
      { name: 'fetched', count: 1 },
      { name: 'fresh', count: 4 },
    ]);
  });

  it('is executed again once a call in the response is no longer fresh', async () => {
    await open();
    for (let time = 1; time <= 3; time += 1) await askForOne();
    summary = 'second';
    endpoint.clock.advance(SETTLED_MS + 1);
    const stale = await askForOne();
    expect(stale.body.data).toEqual({
      call: { status: 'COMPLETED', summary: 'first', freshness: { stale: true } },
    });
    await expect
      .poll(async () => (await askForOne()).body.data)
      .toEqual({ call: { status: 'COMPLETED', summary: 'second', freshness: { stale: false } } });
  });

  it('is executed again when it selects momentary state', async () => {
    await open();
    for (let time = 1; time <= 4; time += 1) await ask('{ providers { inFlight statistics { requests } } }');
    expect(executions).toBe(4);
  });

  it('is executed again when the response had an error', async () => {
    await open();
    for (let time = 1; time <= 4; time += 1) await ask('{ call(id: "nobody:1") { id } }');
    expect(executions).toBe(4);
  });

  it("counts towards the client's rate limit", async () => {
    await open({ limits: { operationsPerSecond: 3 } });
    const statuses: number[] = [];
    for (let time = 1; time <= 12; time += 1) statuses.push((await askForOne()).status);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    expect(executions).toBe(2);
  });

  it('is executed again when the manifest of trusted documents has changed', async () => {
    const path = temporaryFile('manifest.json', JSON.stringify({ a: CALL }));
    await open({ trustedDocuments: { path } });
    const byId = async (): Promise<string> => {
      const body = JSON.stringify({ documentId: 'a', variables: { id: 'osvi:1' } });
      return (await endpoint.send({ headers: ['content-type', 'application/json'], body })).body;
    };
    for (let time = 1; time <= 3; time += 1) expect(await byId()).toContain('first');
    await writeFile(`${path}.new`, JSON.stringify({ b: CALL }));
    await rename(`${path}.new`, path);
    expect(await byId()).toContain('DOCUMENT_NOT_TRUSTED'); // the first request after the revocation
  });
});

describe('a cached response', () => {
  it('is shared by clients with the same scopes and accounts, and by no others', async () => {
    const own = { osvi: { apiKey: 'own', baseUrl: String(providers.environment['OSVI_BASE_URL']) } };
    const whole = ['calls:read', 'calls:content'];
    const path = temporaryFile(
      'tokens.json',
      JSON.stringify([
        entryFor('sb_one', { name: 'one', scopes: whole }),
        entryFor('sb_two', { name: 'two', scopes: whole }),
        entryFor('sb_narrow', { name: 'narrow' }),
        entryFor('sb_tenant', { name: 'tenant', scopes: whole, providers: own }),
      ]),
    );
    const access = createAccessControl(
      { ...OPEN_ACCESS, tokensFile: path },
      { logger: createLogger('silent'), clock: createTestClock(), providers: knownProviders },
    );
    await open({ accessControl: access });
    for (let time = 1; time <= 3; time += 1) await askForOne('sb_one');
    expect(executions).toBe(2);
    expect((await askForOne('sb_two')).body.data).toMatchObject({ call: { summary: 'first' } });
    expect(executions).toBe(2);
    const narrow = await askForOne('sb_narrow');
    expect(narrow.body.data).toMatchObject({ call: { summary: null } });
    expect(JSON.stringify(narrow.body.errors)).toContain('FORBIDDEN');
    summary = 'of the tenant';
    expect((await askForOne('sb_tenant')).body.data).toMatchObject({ call: { summary: 'of the tenant' } });
    expect((await askForOne('sb_unknown')).status).toBe(401);
    expect((await askForOne()).status).toBe(401);
    access.close();
  });

  it('is shared by clients with a JWT as well', async () => {
    const key = await createSigningKey('EdDSA', 'ed-1');
    const path = temporaryFile('keys', JSON.stringify({ keys: [key.jwk] }));
    const access = createAccessControl(
      { ...OPEN_ACCESS, jwt: jwtOptions({ from: 'file', path }) },
      { logger: createLogger('silent'), clock: createTestClock(), providers: knownProviders },
    );
    await open({ accessControl: access });
    const scope = 'calls:read calls:content';
    for (const sub of ['anna', 'bert', 'cleo', 'dora'])
      expect((await askForOne(await signToken(key, { sub, scope }))).body.data).toMatchObject({
        call: { summary: 'first' },
      });
    expect(executions).toBe(2);
    expect(new Set(endpoint.log.map(({ client }) => client)).size).toBe(4);
    expect((await askForOne(await signToken(key, { exp: NOW - 60, scope }))).status).toBe(401);
    expect((await askForOne('a.b.c')).status).toBe(401);
    access.close();
  });

  it('has a log line of its own for each request', async () => {
    await open();
    for (let time = 1; time <= 3; time += 1) await askForOne();
    expect(endpoint.log).toHaveLength(3);
    expect(endpoint.log[2]).toEqual({ ...endpoint.log[1] });
    expect(endpoint.log[2]).toMatchObject({ operationName: 'One', outcome: 'ok', upstreamRequests: 0 });
  });
});
