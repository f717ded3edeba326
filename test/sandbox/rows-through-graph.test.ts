import { afterAll, beforeAll, expect, it } from 'vitest';
import { graphTypeName } from '../../schema/graph-names.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { SANDBOX_PROVIDERS } from '../../src/sandbox/registry.ts';
import { everythingOf, fieldsOf } from '../support/everything-selected.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Calls of the log beside the same calls read one by one. */
const DAY_AGO = new Date(Date.now() - 24 * 3_600_000).toISOString();

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

it.each(SANDBOX_PROVIDERS.map(({ id }) => id))(
  'a row of %s has every field that the call has when it is read by its id',
  async (id) => {
    const type = graphTypeName(id);
    const selection = `... on ${type} { ${everythingOf(type)} }`;
    const log = await server.query<{ callLog: { nodes: readonly JsonObject[] } }>(
      `query ($filter: CallLogFilter) { callLog(first: 8, filter: $filter) { nodes { ${selection} } } }`,
      {
        filter: {
          providers: [id.toUpperCase()],
          until: DAY_AGO,
        },
      },
    );
    expect(log.errors).toBeUndefined();
    const rows = log.data?.callLog.nodes ?? [];
    expect(rows).toHaveLength(8);
    expect(rows.some(({ transcript }) => transcript !== null)).toBe(true);
    const read = await server.query<{ calls: readonly JsonObject[] }>(
      `query ($ids: [ID!]!) { calls(ids: $ids) { ${selection} } }`,
      { ids: rows.map((row) => row['id']) },
    );
    expect(rows).toEqual(read.data?.calls);
  },
);

/** Says when it was read, which is later for a call than for its row. */
const DATED = ['freshness', 'vcon'];

it.each(SANDBOX_PROVIDERS.map(({ id }) => id))(
  'a row of %s has the right value of each field that is selected alone',
  async (id) => {
    const type = graphTypeName(id);
    const fields = fieldsOf(type).filter(({ name }) => !DATED.includes(name));
    const filter = { providers: [id.toUpperCase()], until: DAY_AGO };
    const rowsWith = async (selection: string): Promise<readonly JsonObject[]> => {
      const { data, errors } = await server.query<{ callLog: { nodes: readonly JsonObject[] } }>(
        `query ($filter: CallLogFilter) { callLog(first: 20, filter: $filter) { nodes { id ${selection} } } }`,
        { filter },
      );
      expect(errors).toBeUndefined();
      return data?.callLog.nodes ?? [];
    };
    const ids = (await rowsWith('')).map((row) => row['id']);
    const { data } = await server.query<{ calls: readonly JsonObject[] }>(
      `query ($ids: [ID!]!) { calls(ids: $ids) { id ... on ${type} { ${fields.map(({ text }) => text).join(' ')} } } }`,
      { ids },
    );
    const partsOf = (calls: readonly JsonObject[] = []): readonly unknown[] =>
      calls.map((call) => {
        const { parties, dialog, analysis } = call['vcon'] as JsonObject;
        return { parties, dialog, analysis };
      });
    const whole = await server.query<{ calls: readonly JsonObject[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { vcon } }',
      { ids },
    );
    expect(partsOf(await rowsWith('vcon'))).toEqual(partsOf(whole.data?.calls));
    for (const { name, text } of fields) {
      const rows = await rowsWith(`... on ${type} { ${text} }`);
      expect(rows, name).toEqual(data?.calls.map((call) => ({ id: call['id'], [name]: call[name] })));
    }
  },
);
