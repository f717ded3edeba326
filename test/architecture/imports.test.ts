import { describe, expect, it } from 'vitest';
import { readSourceTree, type SourceFile } from './source-tree.ts';

const files = readSourceTree('src', 'schema');
const byPath = new Map(files.map((file) => [file.path, file]));

const PROVIDER_INTERFACE = 'src/providers/provider.ts';

/** What a folder may import of ours, beside itself. A path ending in a slash is a whole folder. */
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
  'src/access/': ['src/domain/', 'src/http/', 'src/telemetry/'],
  'src/config/': ['src/domain/', 'src/access/', 'src/http/', 'src/providers/', 'src/telemetry/'],
  'src/recordings/': ['src/domain/'],
  'src/vcon/': ['src/domain/'],
  'src/sandbox/': ['src/domain/'],
  'schema/': ['src/domain/', 'src/providers/', 'src/loaders/'],
  'src/server/': ['src/', 'schema/'],
  'src/main.ts': ['src/config/', 'src/server/', 'src/telemetry/'],
};

/** Packages that only one place may use, so that what it decides is decided once. */
const RESERVED: Readonly<Record<string, readonly string[]>> = {
  got: ['src/http/', 'src/recordings/'], // JSON of providers there; bytes of recordings here
  'ipaddr.js': ['src/recordings/'],
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
  it('are read from every file there is', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(({ ours }) => ours).length).toBeGreaterThan(200);
    expect(files.filter(({ path }) => folderOf(path) === undefined)).toEqual([]);
  });

  it('lead to files that exist', () => {
    const missing = files.flatMap(({ path, ours }) =>
      ours.filter((to) => !byPath.has(to)).map((to) => `${path} -> ${to}`),
    );
    expect(missing).toEqual([]);
  });

  it('run only along the arrows between folders', () => {
    const against = files.flatMap(({ path, ours }) => {
      const folder = folderOf(path) ?? '';
      const allowed = [folder, ...(ALLOWED[folder] ?? [])];
      return ours.filter((to) => !within(to, allowed)).map((to) => `${path} -> ${to}`);
    });
    expect(against).toEqual([]);
  });

  it('form no cycle', () => {
    expect(findCycle(files)).toBeNull();
  });

  it('leave each reserved package to the one place that decides about it', () => {
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

  it('load OpenTelemetry only when something is traced', () => {
    const users = files.filter(({ ours }) => ours.includes('src/telemetry/open-telemetry.ts'));
    expect(users.map(({ path }) => path)).toEqual(['src/telemetry/open-tracing.ts']);
    for (const { text } of users) expect(text).not.toMatch(/from '\.\/open-telemetry\.ts'/);
  });

  it('read the environment in one place', () => {
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
