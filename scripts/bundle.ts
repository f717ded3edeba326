import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { extractGraphiqlFiles } from '../src/server/pages/graphiql/extract-files.ts';
import { compressFile } from '../src/server/pages/static-file.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FRONT_PAGE_ASSETS = join(ROOT, 'src/server/pages/front-page/assets');
const GRAPHQL = join('node_modules', 'graphql') + sep;

/** CommonJS packages in the bundle call `require`, which an ES module does not have. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Writes the server to `outdir` as ES modules that need Node.js only, with the front page's assets and GraphiQL's
 * files beside them. Replaces what `outdir` held. Returns esbuild's account of the modules in the bundle.
 */
export async function bundle(outdir: string): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  await cp(FRONT_PAGE_ASSETS, join(outdir, 'assets'), {
    recursive: true,
    filter: (path) => !path.endsWith('.json'),
  });
  const graphiql = writeGraphiqlFiles(join(outdir, 'graphiql'));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: 'src/main.ts', 'create-token': 'src/access/create-token.ts' },
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20',
    format: 'esm',
    external: ['@graphql-yoga/render-graphiql'], // only a server that runs from its source loads it
    sourcemap: true,
    sourcesContent: false,
    // V8 keeps the text of a module in memory, with two bytes a character if one of them is outside Latin-1, as in comments.
    minifyWhitespace: true,
    legalComments: 'external',
    logLevel: 'warning',
    banner: { js: REQUIRE },
    metafile: true,
    plugins: [oneGraphql],
  });
  await graphiql;
  return metafile;
}

/** Writes each of GraphiQL's files in both compressed forms, so that no server has to compress it. */
async function writeGraphiqlFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = await extractGraphiqlFiles();
  await Promise.all(
    files.map(async ({ name, text }) => {
      const { br, gzip } = await compressFile(text, 'small');
      await Promise.all([
        writeFile(join(folder, `${name}.br`), br),
        writeFile(join(folder, `${name}.gz`), gzip),
      ]);
    }),
  );
}

/**
 * Resolves every import of graphql to its ES modules. graphql-jit requires CommonJS files of it by path; a second copy
 * in the bundle would bring types that fail the first copy's `instanceof` checks, so that no document compiles.
 */
const oneGraphql: Plugin = {
  name: 'one-graphql',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^graphql(\/|$)/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === oneGraphql.name) return null; // the lookup below
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: oneGraphql.name });
      const twin = found.path.replace(/\.js$/, '.mjs');
      return found.path.includes(GRAPHQL) && existsSync(twin) ? { ...found, path: twin } : found;
    });
  },
};
