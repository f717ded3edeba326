import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readSourceTree } from './source-tree.ts';

/** Folders of tests about the whole product, and of what tests share. All others mirror a folder of `src`, or `schema`. */
const OTHER_FOLDERS = [
  'architecture',
  'bench',
  'chaos',
  'clients',
  'deploy',
  'docs',
  'e2e',
  'federation',
  'fixtures',
  'soak',
  'support',
];

const foldersIn = (path: string): string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** The folder whose code the tests of `testFolder` (`server/plugins`) are about. */
const mirrored = (testFolder: string): string =>
  testFolder.startsWith('schema') ? testFolder : `src/${testFolder}`;

const rooms = foldersIn('test').filter((folder) => !OTHER_FOLDERS.includes(folder));
const files = new Map(readSourceTree('src', 'schema', 'test').map((file) => [file.path, file]));
const tests = [...files.values()].filter(
  ({ path }) => path.endsWith('.test.ts') && rooms.some((room) => path.startsWith(`test/${room}/`)),
);

/** Every file that `path` imports, directly or through others. */
function reachable(path: string, found: Set<string> = new Set()): Set<string> {
  for (const next of files.get(path)?.ours ?? []) {
    if (found.has(next)) continue;
    found.add(next);
    reachable(next, found);
  }
  return found;
}

describe('the test folder', () => {
  it('has a folder for each folder of src, and one for schema', () => {
    expect([...foldersIn('src'), 'schema'].filter((room) => !rooms.includes(room))).toEqual([]);
  });

  it('has no other folders than those, and the named ones that mirror nothing', () => {
    expect(rooms.filter((room) => !existsSync(join(ROOT, mirrored(room))))).toEqual([]);
    expect(OTHER_FOLDERS.filter((folder) => !foldersIn('test').includes(folder))).toEqual([]);
  });

  it('has its tests in subfolders that the tested folder has too', () => {
    expect(tests.length).toBeGreaterThan(60);
    const strays = tests
      .map(({ path }) => dirname(path).slice('test/'.length))
      .filter((folder) => !existsSync(join(ROOT, mirrored(folder))));
    expect(strays).toEqual([]);
  });

  it('has each test in the folder of code that the test runs', () => {
    const strays = tests.filter(({ path, text }) => {
      const folder = `${mirrored(dirname(path).slice('test/'.length))}/`;
      const reached = [...reachable(path)];
      const startsProgram = reached.includes('test/support/server-process.ts'); // and so runs all of src
      return !startsProgram && !text.includes(folder) && !reached.some((file) => file.startsWith(folder));
    });
    expect(strays.map(({ path }) => path)).toEqual([]);
  });
});
