import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { LISTENS, type ServerProcess, startServer } from '../support/server-process.ts';

describe('the bundle', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'switchboard-bundle-'));
  let metafile: Metafile;
  beforeAll(async () => {
    metafile = await bundle(outdir);
  }, 60_000);
  afterAll(() => rmSync(outdir, { recursive: true }));

  it('holds every module of graphql once, as an ES module', () => {
    const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    const modules = bundled.filter((path) => path.includes('node_modules/graphql/'));
    expect(modules.length).toBeGreaterThan(50);
    expect(modules.filter((path) => !path.endsWith('.mjs'))).toEqual([]);
    expect(modules.filter((path, index) => modules.indexOf(path) !== index)).toEqual([]);
    expect(new Set(modules.map((path) => path.slice(0, path.indexOf('/graphql/')))).size).toBe(1);
  });
});

describe('the built server', () => {
  let server: ServerProcess;
  let url = '';
  beforeAll(async () => {
    server = startServer({ PORT: '0', LOG_LEVEL: 'silent' });
    [, url = ''] = await server.said(LISTENS);
  }, 60_000);
  afterAll(async () => {
    server.kill('SIGKILL');
    await server.exited;
  });

  it('compiles a document that selects __typename', async () => {
    const query = 'query ($id: ID!) { __typename call(id: $id) { __typename id status } }';
    const responses: unknown[] = [];
    for (let request = 0; request < 24; request += 1) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { id: `osvi:no-such-call-${request}` } }),
      });
      responses.push(await response.json());
    }
    expect(responses).toEqual(responses.map(() => ({ data: { __typename: 'Query', call: null } })));
    expect(await fastPathResponses('executed')).toBeGreaterThanOrEqual(8);
    expect(await fastPathResponses('compiled')).toBeGreaterThanOrEqual(4);
  });

  async function fastPathResponses(kind: string): Promise<number> {
    const page = await (await fetch(`${url}/metrics`)).text();
    const sample = new RegExp(`^switchboard_fast_path_responses_total\\{kind="${kind}"\\} (\\d+)$`, 'm');
    return Number(sample.exec(page)?.[1] ?? 0);
  }
});
