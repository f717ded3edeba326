import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { readConfig } from '../../src/config/config.ts';
import type { start } from '../../src/server/start.ts';
import { sendJson, startMockServer } from '../support/mock-server.ts';
import { ROOT } from './source-tree.ts';

const PROVIDER = `
import type { Call } from '../domain/call.ts';
import { lifetimeOf } from '../domain/freshness.ts';
import { readText } from '../reading/text.ts';
import { assertSameCall, openEnvelope, recordAt } from './envelope.ts';
import type { Provider } from './provider.ts';
import { urlPath } from './url-path.ts';

export interface EcholineCall extends Call {
  readonly provider: 'echoline';
  readonly mood: string | null;
}

export const echoline: Provider<EcholineCall> = {
  id: 'echoline',
  title: 'Echoline',
  baseUrl: 'https://api.echoline.example',
  authorize: (apiKey) => ({ 'x-echo': apiKey }),
  concurrency: 4,
  getCall: [
    {
      name: 'get-call',
      idempotent: true,
      lifetime: lifetimeOf,
      hasCommonFields: true,
      request: ({ providerCallId }) => ({ method: 'GET', path: urlPath\`/conversations/\${providerCallId}\` }),
      exclusiveFields: [],
      read: (response) => {
        const raw = recordAt(openEnvelope(response), 'conversation', response);
        assertSameCall(raw['id'], response);
        return {
          provider: 'echoline', providerCallId: response.input.providerCallId, status: 'UNKNOWN', providerStatus: null,
          direction: null, channel: null, from: null, to: null, agent: null, customer: null, campaignId: null,
          scheduledAt: null, createdAt: null, startedAt: null, answeredAt: null, endedAt: null, durationSeconds: null,
          providerDurationSeconds: null,
          endReason: null, providerEndReason: null, endedBy: null, answeredBy: null, summary: null, sentiment: null,
          transcript: null, recording: null, extractedData: null, fetchedAt: response.fetchedAt, raw,
          mood: readText(raw['mood']),
        };
      },
    },
  ],
};
`;

const GRAPH_TYPE = `
import { echoline as provider } from '../../src/providers/echoline.ts';
import { CallRef, NodeRef } from '../types/call.ts';
import { bindProvider } from '../provider-binding.ts';

export const echoline = bindProvider(provider);

echoline.ref.implement({
  description: 'A call that Echoline ran.',
  interfaces: [NodeRef, CallRef],
  fields: (t) => ({ mood: t.exposeString('mood', { nullable: true, description: 'How it went.' }) }),
});
`;

const REGISTRY_LINE = "export { echoline } from './calls/echoline.ts';\n";

/** A copy of the project with one more provider: two files and one line. */
const copy = mkdtempSync(join(tmpdir(), 'switchboard-fifth-'));

beforeAll(() => {
  for (const name of ['src', 'schema', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'src/providers/echoline.ts'), PROVIDER);
  writeFileSync(join(copy, 'schema/calls/echoline.ts'), GRAPH_TYPE);
  appendFileSync(join(copy, 'schema/registry.ts'), REGISTRY_LINE);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('a fifth provider', () => {
  it('type-checks with two files and one line', () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '--noEmit', '-p', copy], { encoding: 'utf8' });
    expect(stdout).toBe('');
  }, 60_000);

  it('needs nothing else for the enum, the root field, the configuration and global ids', async () => {
    const entry = join(copy, 'entry.ts');
    const bundle = join(copy, 'entry.mjs');
    writeFileSync(
      entry,
      "export { readConfig } from './src/config/config.ts';\nexport { knownProviders, start } from './src/server/start.ts';\n",
    );
    execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [
      entry,
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--packages=external',
      `--outfile=${bundle}`,
      '--log-level=error',
    ]);
    cpSync(join(copy, 'src/server/pages/front-page/assets'), join(copy, 'assets'), { recursive: true }); // as the build does
    const program = (await import(pathToFileURL(bundle).href)) as {
      start: typeof start;
      readConfig: typeof readConfig;
      knownProviders: Parameters<typeof readConfig>[1];
    };
    const server = await startMockServer((request, response) =>
      request.url === '/conversations/a%2Fb' && request.headers['x-echo'] === 'secret'
        ? sendJson(response, 200, { conversation: { id: 'a/b', mood: 'cheerful' } })
        : sendJson(response, 404, {}),
    );
    const config = program.readConfig(
      { PORT: '0', LOG_LEVEL: 'silent', ECHOLINE_API_KEY: 'secret', ECHOLINE_BASE_URL: server.url },
      program.knownProviders,
    );
    const testServer = await program.start(config);
    const query = `{
      call(id: "echoline:a/b") { id provider __typename ... on EcholineCall { mood } }
      echolineCall(callId: "a/b") { mood }
      providers { provider configured }
    }`;
    const response = await fetch(`${testServer.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const result = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
    const frontPage = await (await fetch(testServer.url)).text();
    await testServer.stop();
    await server.close();
    expect(result.errors).toBeUndefined();
    expect(result.data['call']).toEqual({
      id: 'echoline:a/b',
      provider: 'ECHOLINE',
      __typename: 'EcholineCall',
      mood: 'cheerful',
    });
    expect(result.data['echolineCall']).toEqual({ mood: 'cheerful' });
    expect(result.data['providers']).toContainEqual({ provider: 'ECHOLINE', configured: true });
    expect(frontPage).toContain('>Echoline</h3>');
    expect(server.requests).toHaveLength(1);
  }, 60_000);
});
