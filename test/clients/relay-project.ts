import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from '../architecture/source-tree.ts';
import { compiledTags } from './relay-compiled-tags.ts';
import { readRelayRecipe } from './relay-recipe.ts';

const COMPILER = createRequire(import.meta.url).resolve('relay-compiler/cli.js');

/** A Relay client in a folder of its own, made of the files that docs/clients.md shows. */
export interface RelayProject {
  /** Where the compiler lists the operations, with `persisted`. */
  readonly manifest: string;
  /** The type errors in the files, as the compiler of TypeScript prints them; empty where there are none. */
  typeErrors(): string;
  /** Imports a file below `src` into this process. A file with a `graphql` tag of its own needs a bundle instead. */
  load(file: string): Promise<unknown>;
  /** A script for browsers that starts with the file `entry`. */
  bundle(entry: string): Promise<string>;
  remove(): void;
}

export interface RelayProjectOptions {
  /** Whether `persistConfig` stays in the configuration, so that queries have a hash in place of their text. */
  readonly persisted?: boolean;
  /** Sources beside those of the recipe, by file name. */
  readonly sources?: Readonly<Record<string, string>>;
}

/** Throws with the compiler's words where it rejects the files. */
export function createRelayProject({
  persisted = false,
  sources = {},
}: RelayProjectOptions = {}): RelayProject {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-relay-'));
  const manifest = join(folder, 'persisted-documents.json');
  const { 'relay.config.json': configText = '', ...recipe } = Object.fromEntries(readRelayRecipe());
  const { persistConfig, ...config } = JSON.parse(configText) as Record<string, unknown>;
  mkdirSync(join(folder, 'src'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(ROOT, 'schema/schema.graphql'), join(folder, 'schema.graphql'));
  writeFileSync(manifest, '{}');
  writeFileSync(
    join(folder, 'relay.config.json'),
    JSON.stringify(persisted ? { ...config, persistConfig } : config),
  );
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  for (const [name, text] of Object.entries({ ...recipe, ...sources }))
    writeFileSync(join(folder, 'src', name), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMPILER, 'relay.config.json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`relay-compiler failed:\n${stdout}${stderr}`);
  return {
    manifest,
    typeErrors: () => {
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout;
    },
    load: (file) => import(pathToFileURL(join(folder, 'src', file)).href),
    bundle: async (entry) => {
      const { outputFiles } = await build({
        absWorkingDir: folder,
        entryPoints: [join('src', entry)],
        bundle: true,
        write: false,
        logLevel: 'warning',
        plugins: [compiledTags],
      });
      return outputFiles[0]?.text ?? '';
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The project's own strict settings, as a frontend that a bundler builds has them. */
const TSCONFIG = {
  extends: join(ROOT, 'tsconfig.json'),
  compilerOptions: {
    jsx: 'react-jsx',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: [],
  },
  include: ['src'],
  exclude: [],
};
