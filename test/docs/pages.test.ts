import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isScalarType, isSpecifiedScalarType, Kind, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import { errorsPage } from '../../scripts/errors-page.ts';
import { ERROR_CODES } from '../../src/domain/errors.ts';
import { REQUEST_ERRORS } from '../../src/server/request/request-error.ts';
import { ROOT } from '../architecture/source-tree.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { readPage, readPages } from './documents.ts';

const pages = readPages();
const README_MAX_BYTES = 9_000;

describe('the pages', () => {
  it('every link leads to a file and a heading that exist', () => {
    const byPath = new Map(pages.map((page) => [page.path, page]));
    const broken = pages.flatMap(({ path, links }) =>
      links
        .filter(
          (link) =>
            !existsSync(join(ROOT, link.path)) ||
            (link.anchor !== null && byPath.get(link.path)?.anchors.has(link.anchor) === false),
        )
        .map((link) => `${path}: ${link.path}#${link.anchor}`),
    );
    expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });

  it('every path in the pages exists', () => {
    const named = pages
      .filter(({ path }) => path !== 'CHANGELOG.md')
      .flatMap(({ path, text }) =>
        [...text.matchAll(/`((?:src|schema|test|scripts|deploy|docs)\/[\w./-]+)`/g)].map(
          ([, file = '']) => [path, file] as const,
        ),
      );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(([, file]) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('every npm script in the pages exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const known = new Set(Object.keys(scripts));
    const named = pages.flatMap(({ text }) =>
      [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => !known.has(script))).toEqual([]);
  });

  it('every operation in the pages is valid, and every SDL parses', () => {
    const blocks = pages.flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'graphql'));
    expect(blocks.length).toBeGreaterThan(3);
    for (const { text } of blocks) {
      const document = parse(text);
      if (document.definitions.every(({ kind }) => kind === Kind.OPERATION_DEFINITION))
        expect(validate(schema, document), text).toEqual([]);
    }
  });

  it('the architecture page lists every folder of src, of schema and of src/server', () => {
    const { text } = readPage('docs/architecture.md');
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((each) =>
      each.isDirectory(),
    );
    expect(folders.length).toBeGreaterThan(10);
    expect(folders.filter(({ name }) => !text.includes(`src/${name} `)).map(({ name }) => name)).toEqual([]);
    const foldersOf = (parent: string): string[] =>
      readdirSync(join(ROOT, parent), { withFileTypes: true })
        .filter((each) => each.isDirectory())
        .map(({ name }) => name);
    expect(foldersOf('schema').filter((name) => !text.includes(`schema/${name} `))).toEqual([]);
    expect(foldersOf('src/server').filter((name) => !text.includes(`  ${name}/ `))).toEqual([]);
  });

  it('the codegen and Relay recipes have every scalar of the graph', () => {
    const scalars = Object.values(schema.getTypeMap())
      .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('_') && name !== 'FieldSet');
    expect(scalars.length).toBeGreaterThan(3);
    const recipes = readPage('docs/clients.md').blocks.filter(({ text }) => text.includes('HexColorCode'));
    expect(recipes).toHaveLength(2);
    for (const { text } of recipes)
      for (const scalar of scalars) expect(text).toMatch(new RegExp(`\\b${scalar}"?:`));
  });
});

describe('README', () => {
  const readme = readPage('README.md');
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('README is short', () => {
    expect(Buffer.byteLength(readme.text)).toBeLessThan(README_MAX_BYTES);
  });

  it('README links to every page', () => {
    const linked = new Set(readme.links.map(({ path }) => path));
    const all = pages.map(({ path }) => path).filter((path) => !path.startsWith('docs/decisions/'));
    expect(all.filter((path) => path !== 'README.md' && !linked.has(path))).toEqual([]);
  });

  it('README shows the response to its first query', async () => {
    const [, body = ''] = /-d '(.*?)'\n/s.exec(readme.text) ?? [];
    const expected = readme.blocks.find(({ language }) => language === 'json')?.text ?? '';
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await response.json()).toEqual(JSON.parse(expected));
  });

  it('README finds failed calls of one agent of two providers in the call log', async () => {
    const query = readme.blocks.find(({ text }) => text.includes('callLog('))?.text ?? '';
    const since = new Date(Date.now() - 90 * 24 * 3_600_000).toISOString();
    const { data, errors } = await server.query<{ callLog: FailedCalls }>(query, { since });
    expect(errors).toBeUndefined();
    expect(data?.callLog.complete).toBe(true);
    const calls = data?.callLog.nodes ?? [];
    expect(new Set(calls.map(({ id }) => id.split(':')[0]))).toEqual(new Set(['puretalk', 'osvi']));
    expect(new Set(calls.map(({ agent }) => agent.name))).toEqual(new Set(['Delivery Planner']));
  });
});

/** What the README's query of the call log selects. */
interface FailedCalls {
  readonly complete: boolean;
  readonly nodes: readonly { readonly id: string; readonly agent: { readonly name: string } }[];
}

describe('the errors page', () => {
  it('the errors page is what the code prints (npm run print)', async () => {
    await expect(errorsPage()).toMatchFileSnapshot('../../docs/errors.md');
  });

  it('the errors page has a row for every code', () => {
    const codes = [...Object.keys(ERROR_CODES), ...Object.keys(REQUEST_ERRORS)];
    const rows = [...errorsPage().matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(rows).toEqual(codes);
  });
});
