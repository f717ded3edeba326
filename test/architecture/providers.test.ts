import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providerBindings } from '../../schema/providers.ts';
import { ROOT, readSourceTree } from './source-tree.ts';

const ids = providerBindings.map(({ provider }) => provider.id);
const REGISTRIES = ['schema/registry.ts', 'src/sandbox/registry.ts'];

describe('a provider', () => {
  it('has a unique id among at least four', () => {
    expect(ids.length).toBeGreaterThanOrEqual(4);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(ids)('has a source file, a graph type and a test: %s', (id) => {
    for (const path of [`src/providers/${id}.ts`, `schema/calls/${id}.ts`, `test/providers/${id}.test.ts`]) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  it('has a line in the registry for every file under schema/calls', () => {
    const files = readdirSync(join(ROOT, 'schema/calls')).map((name) => basename(name, '.ts'));
    expect(files.sort()).toEqual([...ids].sort());
  });

  it('is named only in its own files and in the registries', () => {
    const names = new RegExp(ids.join('|'), 'i');
    const own = (path: string): boolean => ids.some((id) => basename(path).startsWith(id));
    const files = readSourceTree('src', 'schema').filter(
      ({ path }) => !own(path) && !REGISTRIES.includes(path),
    );
    expect(files.length).toBeGreaterThan(50);
    const strays = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (names.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );
    expect(strays).toEqual([]);
  });

  it('has source files of at most 300 lines, as all code has', () => {
    const long = readSourceTree('src', 'schema').filter(({ lines }) => lines > 300);
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });
});
