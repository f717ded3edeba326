import { describe, expect, it } from 'vitest';
import { readSourceTree, type SourceFile } from './source-tree.ts';

const files = readSourceTree('src', 'schema');
const byPath = new Map(files.map((file) => [file.path, file]));

const PROVIDER_INTERFACE = 'src/providers/provider.ts';

/** The project's folders (with a trailing slash) and files that each folder may import, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/domain/': [],
  'src/reading/': ['src/domain/'],
  'src/providers/': ['src/domain/', 'src/reading/'],
  'src/resilience/': ['src/domain/'],
  'src/cache/': ['src/domain/'],
  'src/redis/': ['src/domain/', 'src/cache/', 'src/resilience/'],
  'src/telemetry/': ['src/domain/'],
  'src/http/': ['src/domain/', PROVIDER_INTERFACE],
  'src/upstream/': [
    'src/domain/',
    'src/reading/',
    'src/resilience/',
    'src/cache/',
    'src/http/',
    PROVIDER_INTERFACE,
  ],
  'src/loaders/': ['src/domain/', 'src/upstream/', PROVIDER_INTERFACE],
  'src/files/': ['src/domain/'],
  'src/access/': ['src/domain/', 'src/files/'],
  'src/config/': ['src/domain/', 'src/access/', 'src/providers/', 'src/telemetry/'],
  'src/sandbox/': ['src/domain/'],
  'schema/': ['src/domain/', 'src/providers/', 'src/loaders/'],
  'src/server/': ['src/', 'schema/'],
  'src/main.ts': ['src/config/', 'src/server/', 'src/telemetry/'],
};

/** Packages that only the named places may import, so that each decision about them is made once. */
const RESERVED: Readonly<Record<string, readonly string[]>> = {
  got: ['src/http/'],
  'lru-cache': ['src/cache/', 'src/server/'], // calls there; parsed documents and clients here
  cockatiel: ['src/resilience/', 'src/redis/'], // providers there; the shared Redis here
  ioredis: ['src/redis/'],
  'p-queue': ['src/resilience/'],
  dataloader: ['src/loaders/'],
  'graphql-yoga': ['src/server/'],
  '@pothos/core': ['schema/'],
  graphql: ['schema/', 'src/server/'],
  'prom-client': ['src/telemetry/', 'src/server/pages/metrics-page.ts'],
  '@opentelemetry/sdk-trace-base': ['src/telemetry/open-telemetry.ts'],
  '@opentelemetry/api': ['src/telemetry/open-telemetry.ts'],
  pino: ['src/telemetry/'],
  jose: ['src/access/'],
  'temporal-polyfill': ['src/reading/'],
};

const folderOf = (path: string): string | undefined =>
  Object.keys(ALLOWED).find((folder) => (folder.endsWith('/') ? path.startsWith(folder) : path === folder));

const within = (path: string, places: readonly string[]): boolean =>
  places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));

describe('imports', () => {
  it('are parsed from every source file', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(({ ours }) => ours).length).toBeGreaterThan(200);
    expect(files.filter(({ path }) => folderOf(path) === undefined)).toEqual([]);
  });

  it('resolve to existing files', () => {
    const missing = files.flatMap(({ path, ours }) =>
      ours.filter((to) => !byPath.has(to)).map((to) => `${path} -> ${to}`),
    );
    expect(missing).toEqual([]);
  });

  it('follow the allowed directions between folders', () => {
    const against = files.flatMap(({ path, ours }) => {
      const folder = folderOf(path) ?? '';
      const allowed = [folder, ...(ALLOWED[folder] ?? [])];
      return ours.filter((to) => !within(to, allowed)).map((to) => `${path} -> ${to}`);
    });
    expect(against).toEqual([]);
  });

  it('have no cycle', () => {
    expect(findCycle(files)).toBeNull();
  });

  it('of reserved packages stand in their reserved places only', () => {
    const strays = files.flatMap(({ path, packages }) =>
      packages
        .filter((name) => RESERVED[name] && !within(path, RESERVED[name]))
        .map((name) => `${path} -> ${name}`),
    );
    expect(strays).toEqual([]);
    for (const name of Object.keys(RESERVED)) {
      expect(
        files.some(({ packages }) => packages.includes(name)),
        `${name} is used somewhere`,
      ).toBe(true);
    }
  });

  it('of OpenTelemetry are dynamic, for traced processes only', () => {
    const users = files.filter(({ ours }) => ours.includes('src/telemetry/open-telemetry.ts'));
    expect(users.map(({ path }) => path)).toEqual(['src/telemetry/open-tracing.ts']);
    for (const { text } of users) expect(text).not.toMatch(/from '\.\/open-telemetry\.ts'/);
  });

  it('leave process.env to main.ts', () => {
    const readers = files.filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ path }) => path);
    expect(readers).toEqual(['src/main.ts']);
  });
});

/** The files of one cycle, or `null`. */
function findCycle(all: readonly SourceFile[]): readonly string[] | null {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const next of byPath.get(path)?.ours ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle !== null) return cycle;
    }
    done.add(path);
    return null;
  };
  for (const { path } of all) {
    const cycle = visit(path, []);
    if (cycle !== null) return cycle;
  }
  return null;
}
