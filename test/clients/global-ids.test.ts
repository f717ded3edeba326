import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { EXAMPLE_IDS } from './example-ids.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Every object in `value` that has an `id`: what a cache that keys by `id` alone, as Relay's does, would keep. */
function* entitiesIn(value: unknown): Generator<{ readonly __typename: string; readonly id: string }> {
  if (typeof value !== 'object' || value === null) return;
  if ('id' in value && '__typename' in value) yield value as { __typename: string; id: string };
  for (const member of Object.values(value)) yield* entitiesIn(member);
}

it("no two objects of the graph share an id: a cache that keys by `id` alone, Relay's default, merges none", async () => {
  const { data, errors } = await server.query(
    `query ($ids: [ID!]!) { calls(ids: $ids) { __typename id agent { __typename id provider providerAgentId } } }`,
    { ids: Object.values(EXAMPLE_IDS) },
  );
  expect(errors).toBeUndefined();
  const entities = [...entitiesIn(data)];
  expect(entities.filter(({ __typename }) => __typename === 'Agent').length).toBeGreaterThan(1);
  const byId = new Map<string, unknown>();
  for (const entity of entities) {
    expect(byId.get(entity.id) ?? entity, entity.id).toEqual(entity);
    byId.set(entity.id, entity);
  }
});

it('a result and its call share no id once the result has an alias, as the Relay recipe selects it', async () => {
  const { data, errors } = await server.query(
    `query ($ids: [ID!]!) { callResults(ids: $ids) { __typename requestedId: id call { __typename id } } }`,
    { ids: Object.values(EXAMPLE_IDS) },
  );
  expect(errors).toBeUndefined();
  const ids = [...entitiesIn(data)].map(({ id }) => id);
  expect(ids.toSorted()).toEqual(Object.values(EXAMPLE_IDS).toSorted());
});
