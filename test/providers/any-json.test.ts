import fc from 'fast-check';
import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { graphTypeName } from '../../schema/graph-names.ts';
import { schema } from '../../schema/index.ts';
import type { Call } from '../../src/domain/call.ts';
import { ProviderBadResponse, ProviderRejected } from '../../src/domain/errors.ts';
import { isJsonObject, type Json } from '../../src/domain/json.ts';
import { ALL_SCOPES } from '../../src/domain/scope.ts';
import type { CallOperation } from '../../src/providers/provider.ts';
import { memoizeVcon } from '../../src/vcon/memoize-vcon.ts';
import { osvi } from '../fixtures/osvi.ts';
import { puretalk } from '../fixtures/puretalk.ts';
import { synthflow } from '../fixtures/synthflow.ts';
import { voxworks } from '../fixtures/voxworks.ts';
import { everythingOf } from '../support/everything-selected.ts';
import { expectNoPollution } from '../support/odd-keys.ts';
import type { ProviderFixture } from '../support/provider-fixture.ts';
import { withAt } from '../support/provider-under-test.ts';

const RUNS = { numRuns: 150 };
const ID = 'requested';

/** Any JSON, with a preference for values that readers look for. */
const anyJson: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(
    JSON.parse('{"__proto__":{"polluted":1}}') as Json,
    '9999-12-31T23:59:59-12:00',
    '0000-01-01T00:00:00+12:00',
    '99999999999999',
    99999999999999,
    1e308,
    -0,
    '#abcd',
    'https://example.com/\uD800',
    'https://user:word@example.com',
    '{"a":[{"b":null}]}',
    'bot: a\nhuman: [b]',
    'completed',
    'true',
    ID,
  ),
);

function read(operation: CallOperation, body: Json): Call | null {
  const input = { provider: 'any', providerCallId: ID };
  const fetchedAt = new Date('2026-06-12T00:00:00Z');
  try {
    return operation.read({ status: 200, location: null, body, input, subject: input, fetchedAt });
  } catch (error) {
    if (error instanceof ProviderRejected || error instanceof ProviderBadResponse) return null;
    throw error;
  }
}

/** Executes a query for everything that the type of `call` has, as the server would, and writes the result as JSON. */
async function serialise(fixture: ProviderFixture, call: Call): Promise<string> {
  const type = graphTypeName(fixture.provider.id);
  const document = parse(
    `{ node(id: "${fixture.provider.id}:${ID}") { ... on ${type} { ${everythingOf(type)} } } }`,
  );
  const contextValue = {
    loaders: { [fixture.provider.id]: { load: async () => call } },
    clock: { now: () => Date.parse('2026-06-12T00:00:00Z') },
    playback: { hasEndpoint: () => true, linkTo: () => null },
    responseFields: { addList: () => true, reset: () => {} },
    responseErrors: { admit: () => true, leftOut: 0, reset: () => {} },
    toVcon: memoizeVcon(() => 'calls.example.com'),
    scopes: ALL_SCOPES,
  };
  const result = await execute({ schema, document, contextValue });
  expect(result.errors).toBeUndefined();
  return JSON.stringify(result.data);
}

describe.each([voxworks, synthflow, puretalk, osvi].map((fixture) => ({ id: fixture.provider.id, fixture })))(
  '$id',
  ({ fixture }) => {
    const { provider, record, documented, idField } = fixture;
    const operations = provider.getCall.map((operation: CallOperation) => ({
      name: operation.name,
      operation,
    }));
    const pathOf = (operation: CallOperation): string =>
      operation.request({ provider: provider.id, providerCallId: ID }).path;

    it.each(operations)('$name makes a call, an absence or a known failure of any JSON', ({ operation }) => {
      fc.assert(
        fc.property(anyJson, (body) => {
          read(operation, body);
          read(operation, fixture.wrap(isJsonObject(body) ? body : { [idField]: body }, pathOf(operation)));
        }),
        RUNS,
      );
      expectNoPollution();
    });

    it.each(operations)(
      '$name makes a call that the graph can write of a record with anything in it',
      async ({ operation }) => {
        const changes = fc.array(fc.tuple(fc.constantFrom(...documented), anyJson), {
          minLength: 1,
          maxLength: 8,
        });
        await fc.assert(
          fc.asyncProperty(changes, async (changed) => {
            const broken = changed.reduce(
              (soFar, [field, value]) => (reaches(soFar, field) ? withAt(soFar, field, value) : soFar),
              record,
            );
            const call = read(operation, fixture.wrap({ ...broken, [idField]: ID }, pathOf(operation)));
            expect(call, 'a member costs itself, never the call').not.toBeNull();
            if (call !== null) await serialise(fixture, call);
          }),
          RUNS,
        );
        expectNoPollution();
      },
    );

    it("loses nothing of a record on the way to the graph's raw", async () => {
      await fc.assert(
        fc.asyncProperty(fc.dictionary(fc.string(), anyJson), async (extra) => {
          const [operation] = provider.getCall;
          const body = fixture.wrap({ ...extra, [idField]: ID }, pathOf(operation));
          const raw = read(operation, JSON.parse(JSON.stringify(body)) as Json)?.raw ?? {};
          expect(JSON.stringify(body)).toContain(JSON.stringify(raw));
          expect(Object.keys(raw)).toEqual(expect.arrayContaining(Object.keys(extra)));
        }),
        RUNS,
      );
    });
  },
);

/** True while the way to `field` still leads through lists and objects. */
function reaches(record: Json, field: string): boolean {
  const steps = field.replaceAll('[]', '.0').split('.').slice(0, -1);
  let here: Json | undefined = record;
  for (const step of steps) {
    if (typeof here !== 'object' || here === null) return false;
    here = Object.hasOwn(here, step) ? (here as Record<string, Json>)[step] : undefined;
  }
  return isJsonObject(here);
}
