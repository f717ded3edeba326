import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { CompiledOperations } from '../../../src/server/fast-path/compiled-operations.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { type EndpointUnderTest, startEndpoint } from './endpoint-under-test.ts';
import { RECORD } from './record.ts';

/** Objects that cost the garbage collector more than their size suggests: with them, a fetch took a third more CPU. */
const COSTLY = ['AbortController', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry'] as const;
const GLOBALS = globalThis as unknown as Record<string, new (...args: unknown[]) => object>;
const originals = COSTLY.map((name) => [name, GLOBALS[name]] as const);

/** Counts the costly objects created from now on, by name. */
function countCostly(): ReadonlyMap<string, number> {
  const made = new Map<string, number>();
  for (const [name, Original] of originals) {
    if (Original === undefined) throw new Error(`There is no ${name}`);
    GLOBALS[name] = new Proxy(Original, {
      construct(target, args, newTarget) {
        made.set(name, (made.get(name) ?? 0) + 1);
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
  }
  return made;
}

let providers: MockProviders;
let endpoint: EndpointUnderTest;

afterEach(async () => {
  for (const [name, Original] of originals) if (Original !== undefined) GLOBALS[name] = Original;
  await endpoint.close();
  await providers.close();
});

it('a compiled operation creates no object that is costly to collect, on a cache miss or a hit', async () => {
  providers = await startMockProviders(() => RECORD);
  const compiledOperations = new CompiledOperations({ compileThreshold: 1 });
  endpoint = await startEndpoint(providers.environment, { compiledOperations });
  const query =
    'query One($id: ID!) { call(id: $id) { id summary transcript { turns { text } } ... on VoxworksCall { rating } } }';
  const ask = (id: string) =>
    endpoint.send({
      headers: ['content-type', 'application/json', 'accept', 'application/json'],
      body: JSON.stringify({ query, variables: { id } }),
    });
  const operationKey = { accept: 'application/json', params: { query } };
  for (let time = 0; compiledOperations.find(operationKey) === undefined && time < 500; time += 1) {
    await ask(`osvi:${time}`);
    await sleep(10);
  }
  expect(compiledOperations.find(operationKey)).toBeDefined();
  for (const id of ['voxworks', 'synthflow', 'puretalk', 'osvi']) await ask(`${id}:first`);

  const made = countCostly();
  for (const id of ['voxworks', 'synthflow', 'puretalk', 'osvi']) {
    for (const time of ['miss', 'hit']) {
      const { status, body } = await ask(`${id}:second`);
      expect([time, status, JSON.parse(body).errors]).toEqual([time, 200, undefined]);
    }
  }
  expect(providers.requestCount).toBeGreaterThan(8);
  expect([...made]).toEqual([]);
});
