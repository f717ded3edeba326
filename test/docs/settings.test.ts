import { describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../../src/config/config.ts';
import { knownProviders } from '../../src/server/start.ts';
import { readPage } from './documents.ts';

/** A row of the settings tables: the variables of one cell, with their defaults in the same order. */
const rows = [...readPage('docs/operating.md').text.matchAll(/^\| ([^|]+) \| ([^|]*) ?\| ([^|]+) \|$/gm)]
  .map(([, names = '', defaults = '']) => ({
    names: [...names.matchAll(/`([A-Z<>_]+)`/g)].map(([, name = '']) => name),
    defaults: defaults.split(/,\s+/).map((each) => each.trim()),
  }))
  .filter(({ names }) => names.length > 0);

const perProvider = (name: string): readonly string[] =>
  name.startsWith('<PROVIDER>')
    ? knownProviders.map(({ id }) => name.replace('<PROVIDER>', id.toUpperCase()))
    : [name];
const documented = rows.flatMap(({ names }) => names.flatMap(perProvider));

/** Reads a configuration and notes the name of each variable that is looked up. */
function readNoting(variables: Record<string, string>): { config: Config; read: ReadonlySet<string> } {
  const read = new Set<string>();
  const environment = new Proxy(variables, {
    get(target, name) {
      read.add(String(name));
      return target[String(name)];
    },
  });
  return { config: readConfig(environment, knownProviders), read };
}

/** The plain values of a configuration, without functions. */
const comparable = (config: Config): unknown => JSON.parse(JSON.stringify(config));

describe('the settings in docs/operating.md', () => {
  it('every setting that the server reads is documented, and no other', () => {
    // Some variables are read only where traces are on.
    const read = new Set([...readNoting({}).read, ...readNoting({ OTEL_TRACES_EXPORTER: 'otlp' }).read]);
    expect(documented.length).toBeGreaterThan(50);
    expect(new Set(documented)).toEqual(read);
  });

  it('every documented default is the default of the server', () => {
    const numbers = rows.flatMap(({ names, defaults }) =>
      names.flatMap((name, index) => {
        const value = defaults[index] ?? '';
        return /^\d+$/.test(value) && !name.startsWith('<') ? [[name, Number(value)] as const] : [];
      }),
    );
    expect(numbers.length).toBeGreaterThan(20);
    const unset = comparable(readNoting({}).config);
    for (const [name, value] of numbers) {
      if (name === 'REDIS_TIMEOUT_MS' || name === 'OTEL_TRACES_SAMPLER_ARG') continue; // read with another setting only
      expect(comparable(readNoting({ [name]: String(value) }).config), name).toEqual(unset);
      const other = String(value === 1 ? 2 : value === 0 ? 1 : value - 1);
      expect(comparable(readNoting({ [name]: other }).config), name).not.toEqual(unset);
    }
  });
});
