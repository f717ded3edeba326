import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { ExecutionResult } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as graphNames from '../../schema/graph-names.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { createTabs } from '../../src/sandbox/tabs.ts';
import { type MockServer, sendJson, startMockServer } from '../support/mock-server.ts';
import { LISTENS, type ServerProcess, startServer } from '../support/server-process.ts';

type GraphQLBody = ExecutionResult<Record<string, unknown>, { code: string }>;

async function ask(url: string, query: string, variables?: Record<string, unknown>): Promise<GraphQLBody> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphQLBody;
}

describe('the server without a provider key', () => {
  let server: ServerProcess;
  let url: string;
  beforeAll(async () => {
    server = startServer({ PORT: '0' });
    [, url = ''] = await server.said(LISTENS);
  });
  afterAll(async () => {
    server.kill('SIGINT');
    await server.exited;
  });

  it('writes one JSON line with version, replica and settings, and no errors', () => {
    const [line = ''] = server.output.stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({
      level: 30,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      replica: hostname(),
      sandbox: true,
      providers: [],
      settings: { PORT: 0, HOST: '127.0.0.1', UPSTREAM_DEADLINE_MS: 10_000, LOG_LEVEL: 'info' },
    });
    expect(server.output.stderr).toBe('');
  });

  it('is live and ready, and serves a front page with the built assets', async () => {
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    const page = await (await fetch(url)).text();
    expect(page).toContain('<title>Switchboard</title>');
    const files = [...page.matchAll(/(?:src|href)="(\/front-page\/[^"]+)"/g)].map(([, path]) => path);
    expect(new Set(files).size).toBeGreaterThanOrEqual(3);
    for (const path of files) expect((await fetch(`${url}${path}`)).status, path).toBe(200);
  });
});

describe('the server with OTEL_TRACES_EXPORTER', () => {
  it('prints its traces before it exits, with the exporter from the build', async () => {
    const server = startServer({ PORT: '0', LOG_LEVEL: 'silent', OTEL_TRACES_EXPORTER: 'console' });
    try {
      const [, url = ''] = await server.said(LISTENS);
      await ask(url, 'query ForTheTrace { call(id: "osvi:call_abc123xyz") { id } }');
      server.kill('SIGINT');
      expect(await server.exited).toBe(0);
      for (const text of ["name: 'batch'", "name: 'cache read'", "name: 'POST /graphql'", "'ForTheTrace'"])
        expect(server.output.stdout).toContain(text);
      expect(server.output.stderr).toBe('');
    } finally {
      server.kill('SIGKILL');
    }
  });
});

describe('the queries of GraphiQL tabs', () => {
  const tabs = createTabs(SANDBOX_PROVIDERS, graphNames).map(({ query }) => query);
  const tab = (name: string): string => {
    const query = tabs.find((each) => each.includes(`query ${name} {`));
    if (query === undefined) throw new Error(`No tab is called ${name}`);
    return query;
  };
  let server: ServerProcess;
  let url: string;
  beforeAll(async () => {
    server = startServer({ PORT: '0', LOG_LEVEL: 'silent' });
    [, url = ''] = await server.said(LISTENS);
  });
  afterAll(async () => {
    server.kill('SIGINT');
    await server.exited;
  });

  it('return one call with the common fields and those of its provider', async () => {
    const { data, errors } = await ask(url, tab('OneCall'));
    expect(errors).toBeUndefined();
    expect(data?.['call']).toMatchObject({
      provider: 'SYNTHFLOW',
      status: 'COMPLETED',
      transcript: { turns: expect.arrayContaining([expect.objectContaining({ role: 'AGENT' })]) },
      freshness: { stale: false },
      executedActions: expect.arrayContaining([expect.objectContaining({ key: expect.any(String) })]),
    });
  });

  it('return several calls in the order of the ids, with null for the unknown one', async () => {
    const { data, errors } = await ask(url, tab('ManyCalls'));
    expect(errors).toBeUndefined();
    const of = (provider: string) => expect.objectContaining({ provider, status: 'COMPLETED' });
    expect(data?.['calls']).toEqual([of('VOXWORKS'), of('SYNTHFLOW'), of('PURETALK'), of('OSVI'), null]);
  });

  it("return a call by its provider's own id, with tool calls and latencies", async () => {
    const { data, errors } = await ask(url, tab('ByOwnId'));
    expect(errors).toBeUndefined();
    const turns = JSON.stringify(data);
    expect(turns).toMatch(/"toolCalls":\[\{"name":"[a-z_]+","arguments":/);
    expect(turns).toMatch(/"latency":\{"totalSeconds":[\d.]+\}/);
  });

  it('return the other calls when one fails', async () => {
    const { data, errors } = await ask(url, tab('PartialData'));
    expect(data?.['calls']).toEqual([expect.objectContaining({ status: 'COMPLETED' }), null, null]);
    const codes = new Map(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]));
    expect(codes).toEqual(
      new Map([
        ['calls.1', 'PROVIDER_REJECTED'],
        ['calls.2', 'BAD_USER_INPUT'],
      ]),
    );
  });

  it('return a live call in its first phase', async () => {
    const { data, errors } = await ask(url, tab('LiveCall'));
    expect(errors).toBeUndefined();
    expect(data?.['call']).toMatchObject({ status: 'SCHEDULED', endedAt: null, summary: null });
  });

  it('return every provider as configured, with a closed breaker', async () => {
    const { data } = await ask(url, tab('Providers'));
    const fine = expect.objectContaining({ configured: true, breakerState: 'CLOSED' });
    expect(data?.['providers']).toEqual(SANDBOX_PROVIDERS.map(() => fine));
  });
});

describe('a failing start', () => {
  it('exits with one message that names every problem and no secret', async () => {
    const server = startServer({
      PORT: 'abc',
      LOG_LEVEL: 'loud',
      VOXWORKS_API_KEY: 'hunter2 hunter2',
      SYNTHFLOW_BASE_URL: 'http://example.com',
    });
    expect(await server.exited).toBe(1);
    const { stdout, stderr } = server.output;
    for (const name of ['PORT', 'LOG_LEVEL', 'VOXWORKS_API_KEY', 'SYNTHFLOW_BASE_URL'])
      expect(stderr.match(new RegExp(`^ {2}- ${name} `, 'gm')), name).toHaveLength(1);
    expect(stderr.match(/cannot start/g)).toHaveLength(1);
    expect(stdout + stderr).not.toContain('hunter2');
    expect(stdout).toBe('');
  });

  it.each([
    ['the sandbox', {}],
    ['a key', { OSVI_API_KEY: 'a-key' }],
  ])('ends when its port is taken, and says which variable picks another (with %s)', async (_with, key) => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const server = startServer({ PORT: String(port), ...key });
    try {
      expect(await server.exited).toBe(1);
      expect(server.output.stderr).toBe(
        `Switchboard cannot start:\n  - Port ${port} is in use. Set PORT to another one.\n`,
      );
    } finally {
      server.kill('SIGKILL');
      other.close();
    }
  });
});

describe('the server with a provider key', () => {
  let provider: MockServer;
  let server: ServerProcess;
  let url: string;
  beforeAll(async () => {
    provider = await startMockServer((_request, response) => sendJson(response, 500, {}));
  });
  afterAll(() => provider.close());
  const startWithKey = async (): Promise<void> => {
    server = startServer({
      PORT: '0',
      OSVI_API_KEY: 'a-key',
      OSVI_BASE_URL: provider.url,
      SHUTDOWN_GRACE_MS: '0',
    });
    [, url = ''] = await server.said(LISTENS);
  };
  afterEach(async () => {
    server.kill('SIGKILL');
    await server.exited;
  });

  it('starts no sandbox, and logs which providers have a key', async () => {
    await startWithKey();
    const [line = ''] = server.output.stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({
      sandbox: false,
      providers: ['osvi'],
      settings: { OSVI_API_KEY: 'set', OSVI_BASE_URL: 'set' },
    });
    expect(server.output.stdout).not.toContain('a-key');
    const { errors } = await ask(url, '{ voxworksCall(callId: "any") { id } }');
    expect(errors?.[0]?.extensions.code).toBe('PROVIDER_NOT_CONFIGURED');
  });

  it('finishes the request in flight on SIGTERM, and exits with 0', async () => {
    let respondNow = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      provider.respondWith((_request, response) => {
        respondNow = () =>
          sendJson(response, 200, { success: true, data: { call_id: 'slow', status: 'picked' } });
        resolve();
      });
    });
    await startWithKey();
    const response = ask(url, '{ osviCall(callId: "slow") { id status } }');
    await asked;
    server.kill('SIGTERM');
    await server.said(/"msg":"stopping"/);
    respondNow();
    expect(await response).toEqual({ data: { osviCall: { id: 'osvi:slow', status: 'COMPLETED' } } });
    expect(await server.exited).toBe(0);
  });
});
