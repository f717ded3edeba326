import { describe, expect, it } from 'vitest';
import { readSourceTree } from './source-tree.ts';

const files = readSourceTree('src', 'schema');
const byPath = new Map(files.map((file) => [file.path, file]));

/** The seam: what a provider is, without any provider. */
const PROVIDER_INTERFACE = [
  'src/providers/provider.ts',
  'src/providers/operation.ts',
  'src/providers/abilities.ts',
];

/** The project's folders (with a trailing slash) and files that each folder may import, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/domain/': [],
  'src/reading/': ['src/domain/'],
  'src/providers/': ['src/domain/', 'src/reading/', 'src/call-log/page-window.ts'],
  'src/resilience/': ['src/domain/'],
  'src/cache/': ['src/domain/'],
  'src/call-log/': ['src/domain/'],
  'src/redis/': ['src/domain/', 'src/cache/', 'src/resilience/'],
  'src/telemetry/': ['src/domain/'],
  'src/http/': ['src/domain/', ...PROVIDER_INTERFACE],
  'src/upstream/': [
    'src/domain/',
    'src/reading/',
    'src/resilience/',
    'src/cache/',
    'src/http/',
    ...PROVIDER_INTERFACE,
  ],
  'src/loaders/': ['src/domain/', 'src/upstream/', 'src/call-log/', ...PROVIDER_INTERFACE],
  'src/files/': ['src/domain/'],
  'src/access/': ['src/domain/', 'src/files/'],
  'src/config/': ['src/domain/', 'src/access/', 'src/providers/', 'src/telemetry/', 'package.json'],
  'src/recordings/': ['src/domain/'],
  'src/vcon/': ['src/domain/'],
  'src/sandbox/': ['src/domain/'],
  'schema/': ['src/domain/', 'src/providers/', 'src/loaders/'],
  'src/server/': ['src/', 'schema/'],
  'src/main.ts': ['src/config/', 'src/server/', 'src/telemetry/'],
};

const SERVER = 'src/server/';

/** What a room of the server may import of the server's other rooms. Its top-level files may import every room. */
const ALLOWED_IN_SERVER: Readonly<Record<string, readonly string[]>> = {
  'src/server/request/': [],
  'src/server/trusted-documents/': [],
  'src/server/transport/': ['src/server/request/'],
  'src/server/pages/': ['src/server/transport/'],
  'src/server/plugins/': ['src/server/request/', 'src/server/trusted-documents/'],
  'src/server/fast-path/': ['src/server/request/'],
};

/** Packages that only the named places may import, so that each decision about them is made once. */
const RESERVED: Readonly<Record<string, readonly string[]>> = {
  got: ['src/http/', 'src/recordings/'], // JSON of providers there; bytes of recordings here
  'ipaddr.js': ['src/recordings/'],
  'lru-cache': ['src/cache/', 'src/server/'], // calls there; parsed documents, responses and clients here
  cockatiel: ['src/resilience/', 'src/redis/'], // providers there; the shared Redis here
  ioredis: ['src/redis/'],
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

/** The server's room that a file lies in: a folder of `src/server/`, or a file at its top. */
const roomOf = (path: string): string | undefined => /^src\/server\/(?:[\w-]+\/|[\w-]+\.ts$)/.exec(path)?.[0];

describe('imports', () => {
  it('are parsed from every source file', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(({ ours }) => ours).length).toBeGreaterThan(200);
    expect(files.filter(({ path }) => folderOf(path) === undefined)).toEqual([]);
  });

  it('resolve to existing files', () => {
    const missing = files.flatMap(({ path, ours }) =>
      ours.filter((to) => !byPath.has(to) && to !== 'package.json').map((to) => `${path} -> ${to}`),
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

  it('run only along the arrows between the rooms of the server', () => {
    const rooms = Object.keys(ALLOWED_IN_SERVER);
    const inServer = files.filter(({ path }) => path.startsWith(SERVER));
    const roomsFound = inServer
      .flatMap(({ path }) => roomOf(path) ?? [])
      .filter((room) => room.endsWith('/'));
    expect([...new Set(roomsFound)].sort()).toEqual([...rooms].sort());
    const against = inServer.flatMap(({ path, ours }) => {
      const room = roomOf(path) ?? '';
      const allowed = ALLOWED_IN_SERVER[room];
      if (allowed === undefined) return [];
      return ours
        .filter((to) => to.startsWith(SERVER) && !within(to, [room, ...allowed]))
        .map((to) => `${path} -> ${to}`);
    });
    expect(against).toEqual([]);
  });

  it('form no cycle between the rooms of the server', () => {
    const arrows = new Map<string, Set<string>>();
    for (const { path, ours } of files) {
      const room = roomOf(path);
      if (room === undefined) continue;
      const targets = arrows.get(room) ?? new Set();
      for (const to of ours.map(roomOf)) if (to !== undefined && to !== room) targets.add(to);
      arrows.set(room, targets);
    }
    expect(arrows.size).toBeGreaterThan(10);
    expect(findCycle([...arrows.keys()], (room) => [...(arrows.get(room) ?? [])])).toBeNull();
  });

  it('form no cycle', () => {
    const importsOf = (path: string): readonly string[] => byPath.get(path)?.ours ?? [];
    expect(findCycle([...byPath.keys()], importsOf)).toBeNull();
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

/** The nodes of one cycle, or `null`. */
function findCycle(
  nodes: readonly string[],
  targetsOf: (node: string) => readonly string[],
): readonly string[] | null {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): readonly string[] | null => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of targetsOf(node)) {
      const cycle = visit(next, [...trail, node]);
      if (cycle !== null) return cycle;
    }
    done.add(node);
    return null;
  };
  for (const node of nodes) {
    const cycle = visit(node, []);
    if (cycle !== null) return cycle;
  }
  return null;
}
