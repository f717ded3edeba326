import { describe, expect, it } from 'vitest';
import { graphTypeName, rootFieldName } from '../../schema/graph-names.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { FIXTURES } from '../fixtures/registry.ts';
import { everythingOf } from '../support/everything-selected.ts';
import { startListServers } from '../support/list-servers.ts';
import { sendJson, startMockServer } from '../support/mock-server.ts';
import { environmentFor, requestedId } from '../support/provider-under-test.ts';
import { startTestServer } from '../support/test-server.ts';

/** The same JSON with a member `then` in each object. */
function withThen(json: Json, then: Json): Json {
  if (Array.isArray(json)) return json.map((item: Json) => withThen(item, then));
  if (typeof json !== 'object' || json === null) return json;
  const members = Object.entries(json).map(([name, value]) => [name, withThen(value as Json, then)]);
  return Object.fromEntries([...members, ['then', then]]);
}

describe.each(FIXTURES.map((fixture) => ({ id: fixture.provider.id, fixture })))(
  'a record of $id',
  ({ id, fixture }) => {
    it.each<[Json]>([[1], ['zebra'], [JSON.parse('{"then":{}}') as Json], [[]]])(
      'may have a member `then` in each object: %j',
      async (then) => {
        const { record, idField, wrap } = fixture;
        const mock = await startMockServer(({ url = '' }, response) => {
          if (url.endsWith('/transcript')) {
            const transcript: Json = [{ role: 'agent', content: 'Hello' }];
            sendJson(response, 200, wrap(withThen({ [idField]: '1', transcript }, then) as JsonObject, url));
            return;
          }
          const sent = { ...(withThen(record, then) as object), [idField]: requestedId(url) };
          sendJson(response, 200, wrap(sent, url));
        });
        const server = await startTestServer(environmentFor(fixture, mock.url));
        try {
          const type = graphTypeName(id);
          const query = `{ ${rootFieldName(id)}(callId: "1") { ${everythingOf(type)} } }`;
          for (let times = 0; times < 4; times += 1) {
            const { data, errors } = await server.query<Record<string, { raw: object }>>(query);
            expect(errors).toBeUndefined();
            expect(data?.[rootFieldName(id)]?.raw).toHaveProperty('then', then);
          }
        } finally {
          await server.stop();
          await mock.close();
        }
      },
    );
  },
);

it.each<[Json]>([[1], ['zebra'], [JSON.parse('{"then":{}}') as Json]])(
  'rows of lists, and agents, may have a member `then` in each object: %j',
  async (then) => {
    const lists = await startListServers(10);
    const environment: Record<string, string> = {};
    const closing: (() => Promise<void>)[] = [lists.close];
    for (const [id, { url }] of Object.entries(lists.servers)) {
      const mock = await startMockServer((request, response) => {
        const forward = async (): Promise<void> => {
          const received = await fetch(url + request.url);
          sendJson(response, received.status, withThen((await received.json()) as Json, then));
        };
        void forward();
      });
      closing.push(mock.close);
      environment[`${id.toUpperCase()}_API_KEY`] = 'a-key';
      environment[`${id.toUpperCase()}_BASE_URL`] = mock.url;
    }
    const server = await startTestServer(environment);
    try {
      const query =
        '{ callLog(first: 20) { nodes { raw } edges { node { vcon } } } agents { agents { id } } }';
      for (let times = 0; times < 10; times += 1) {
        const { data, errors } = await server.query<{ callLog: { nodes: { raw: object }[] } }>(query);
        expect(errors).toBeUndefined();
        expect(data?.callLog.nodes[0]?.raw).toHaveProperty('then', then);
      }
    } finally {
      await server.stop();
      for (const close of closing) await close();
    }
  },
);
