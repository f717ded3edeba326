import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providerBindings } from '../../schema/providers.ts';
import { missingProviderParts } from '../../scripts/missing-provider-parts.ts';
import { ROOT, readSourceTree } from './source-tree.ts';

const ids = providerBindings.map(({ provider }) => provider.id);
const REGISTRIES = ['schema/registry.ts', 'src/sandbox/registry.ts'];

describe('a provider', () => {
  it('has a unique id among at least four', () => {
    expect(ids.length).toBeGreaterThanOrEqual(4);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(ids)('has all that CONTRIBUTING.md asks for: %s', (id) => {
    expect(missingProviderParts(id, ROOT)).toEqual([]);
  });

  it('that is missing is described in words, step by step', () => {
    const missing = missingProviderParts('unwritten', ROOT);
    expect(missing.length).toBeGreaterThan(12);
    expect(missing[0]).toBe(
      'src/providers/unwritten.ts is missing. Write the provider: export a constant `unwritten` of type Provider.',
    );
    expect(missing).toContain(
      "schema/registry.ts lacks unwritten. Add the line: export { unwritten } from './calls/unwritten.ts';",
    );
    for (const sentence of missing) expect(sentence).toMatch(/^\S+ (?:is missing|lacks unwritten)\. .+\.?$/);
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
