import { isDeepStrictEqual } from 'node:util';
import { type ConcreteRequest, createOperationDescriptor, type Environment, fetchQuery } from 'relay-runtime';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { createRelayProject, type RelayProject } from './relay-project.ts';
import { readRelayRecipe } from './relay-recipe.ts';

const PRESENT = 'osvi:present';
const IDS = [PRESENT, 'osvi:absent', 'osvi:failed'];

/** The recipe's query with `id` in place of the alias, and with neither. */
const RESULTS = readRelayRecipe().get('results.ts') ?? '';
const withoutAlias = (module: string, id: string): string =>
  RESULTS.replace('resultsQuery', `${module}Query`).replace('requestedId: id', id);

let project: RelayProject;
let providers: MockProviders;
let server: TestServer;
beforeAll(async () => {
  project = createRelayProject({
    sources: { 'plain.ts': withoutAlias('plain', 'id'), 'bare.ts': withoutAlias('bare', '') },
  });
  providers = await startMockProviders((callId, response) => {
    const status = { absent: 404, failed: 400 }[callId];
    if (status === undefined) return {};
    response.writeHead(status).end();
    return undefined;
  });
  server = await startTestServer(providers.environment);
});
afterAll(async () => {
  await server.stop();
  await providers.close();
  project.remove();
});

/** Where Relay says that two objects have one id. */
const warn = vi.spyOn(console, 'error').mockReturnValue();
afterEach(() => void warn.mockClear());

/** An environment of the recipe that has fetched the results of `IDS`. */
async function fetchResults(query: ConcreteRequest) {
  const { createEnvironment } = (await project.load('environment.ts')) as {
    createEnvironment(url: string): Environment;
  };
  const environment = createEnvironment(`${server.url}/graphql`);
  const fetch = (ids: readonly string[]) => fetchQuery(environment, query, { ids }).toPromise();
  await fetch(IDS);
  return { environment, fetch };
}

async function loadQuery(name: string): Promise<ConcreteRequest> {
  const { default: query } = (await project.load(`__generated__/${name}.graphql.ts`)) as {
    default: ConcreteRequest;
  };
  return query;
}

/** The records of the present call and of its result. */
async function recordsAfter(name: string) {
  const { environment } = await fetchResults(await loadQuery(name));
  const records = Object.values(environment.getStore().getSource().toJSON());
  return records.filter(
    (record) => record?.__id === PRESENT || isDeepStrictEqual(record?.['call'], { __ref: PRESENT }),
  );
}

it('the Relay recipe compiles and type-checks', () => {
  expect([...readRelayRecipe().keys()]).toEqual([
    'relay.config.json',
    'environment.ts',
    'call-log.tsx',
    'results.ts',
  ]);
  expect(project.typeErrors()).toBe('');
});

it.each([
  ['has the alias of the recipe', 'resultsQuery'],
  ['is left out', 'bareQuery'],
])("a result and its call are two records of Relay's store where the result's id %s", async (_, name) => {
  expect(await recordsAfter(name)).toMatchObject([
    { __typename: 'CallResult', error: null },
    { __typename: 'OsviCall', id: PRESENT, status: 'COMPLETED' },
  ]);
  expect(warn).not.toHaveBeenCalled();
});

it("a result and its call are one record of Relay's store where both are asked for their id", async () => {
  expect(await recordsAfter('plainQuery')).toMatchObject([{ id: PRESENT, status: 'COMPLETED', error: null }]);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('conflicting types `CallResult` and `OsviCall`'));
});

it("an absent call and a failed call stay apart in Relay's store, after another write too", async () => {
  const query = await loadQuery('resultsQuery');
  const { environment, fetch } = await fetchResults(query);
  await fetch(IDS.slice(0, 2)); // writes to the same records of calls
  const { data } = environment.lookup(createOperationDescriptor(query, { ids: IDS }).fragment);
  expect(data?.['callResults']).toMatchObject([
    { requestedId: PRESENT, call: { id: PRESENT, status: 'COMPLETED' }, error: null },
    { requestedId: 'osvi:absent', call: null, error: null },
    { requestedId: 'osvi:failed', call: null, error: { code: 'PROVIDER_REJECTED' } },
  ]);
});
