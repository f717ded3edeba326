import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providers } from '../../schema/providers.ts';
import { ROOT } from '../architecture/source-tree.ts';
import { LISTENS, type ServerProcess, startServer } from '../support/server-process.ts';
import { readDockerfile, readProjectFile } from './manifests.ts';

const instructions = readDockerfile();
const copiesOf = (stage: number): { readonly from: string[]; readonly to: string }[] =>
  instructions
    .filter((each) => each.name === 'COPY' && each.stage === stage)
    .map(({ rest }) => {
      const paths = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
      return { from: paths.slice(0, -1), to: paths.at(-1) ?? '' };
    });
const command = (name: string): string[] => {
  const rest = instructions.find((each) => each.name === name)?.rest ?? '';
  return JSON.parse(rest.slice(rest.indexOf('['))) as string[];
};

/** Copies `from` as the instruction COPY does: into a folder, or to another name. */
function copy(from: string, to: string, intoFolder: boolean): void {
  const target = intoFolder ? join(to, basename(from)) : to;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, target, { recursive: true, dereference: true });
}

/** The image's files, built with the commands of the Dockerfile but without Docker. */
describe('the image', () => {
  const root = mkdtempSync(join(tmpdir(), 'switchboard-image-'));
  const build = join(root, 'build');
  const app = join(root, 'app');
  let server: ServerProcess;
  let url: string;

  beforeAll(async () => {
    for (const { from, to } of copiesOf(0))
      for (const path of from) copy(join(ROOT, path), join(build, to), to.endsWith('/'));
    symlinkSync(join(ROOT, 'node_modules'), join(build, 'node_modules')); // instead of npm ci
    const [run] = instructions.filter(({ name, rest }) => name === 'RUN' && rest.startsWith('npm run'));
    await promisify(execFile)('sh', ['-c', run?.rest ?? 'false'], { cwd: build });
    for (const { from, to } of copiesOf(1)) {
      const [path = ''] = from;
      if (path.startsWith('/build/'))
        copy(join(build, path.slice('/build/'.length)), join(app, to), to.endsWith('/'));
    }
    const [, ...program] = command('CMD').map((word) => (word.startsWith('dist/') ? join(app, word) : word));
    server = startServer({ PORT: '0', NODE_ENV: 'production', SANDBOX: 'on', LOG_LEVEL: 'silent' }, program);
    [, url = ''] = await server.said(LISTENS);
  }, 120_000);
  afterAll(async () => {
    server.kill('SIGKILL');
    await server.exited;
    rmSync(root, { recursive: true });
  });

  it('is built from existing files that .dockerignore includes', () => {
    const [first, ...allowed] = readProjectFile('.dockerignore').trim().split('\n');
    expect(first).toBe('*');
    const sources = copiesOf(0).flatMap(({ from }) => from);
    expect(sources.toSorted()).toEqual(allowed.map((line) => line.slice(1)).toSorted());
    expect(sources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('starts with its command, without any package beside the bundle', async () => {
    expect(command('CMD').join(' ')).toBe(JSON.parse(readProjectFile('package.json')).scripts.start);
    expect(command('CMD').at(-1)).toBe('dist/main.js');
    expect(readdirSync(app).toSorted()).toEqual(['dist', 'package.json']);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ providers { name } }' }),
    });
    expect(await response.json()).toMatchObject({ data: { providers: { length: providers.length } } });
  });

  it('serves the front page, its assets, and GraphiQL', async () => {
    expect(await (await fetch(url)).text()).toContain('<h1>One GraphQL graph');
    expect((await fetch(`${url}/front-page/page.js`)).status).toBe(200);
    const graphiql = await (await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).text();
    const [, script = ''] = /src="(\/graphiql\/graphiql\.[^"]+)"/.exec(graphiql) ?? [];
    expect((await (await fetch(`${url}${script}`)).text()).length).toBeGreaterThan(1_000_000);
  });

  it('creates tokens', async () => {
    const program = [join(app, 'dist/create-token.js'), 'web-backend', 'calls:read'];
    const { stdout } = await promisify(execFile)(process.execPath, program, { env: {} });
    expect(stdout).toMatch(/^ {2}sb_[\w-]{43}$/m);
  });

  it('passes its health check, which fails without a server', async () => {
    const [, ...check] = command('HEALTHCHECK');
    const run = (port: string) => promisify(execFile)(process.execPath, check, { env: { PORT: port } });
    await expect(run(new URL(url).port)).resolves.toBeDefined();
    await expect(run('1')).rejects.toMatchObject({ code: 1 });
  });
});
