import { type DocumentNode, Kind, parse, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

// The checks of Apollo's subgraph compatibility suite under the names that it gives them. The suite itself asks for a
// schema of its own, about products; these ask the same of the schema there is.

let providers: MockProviders;
let server: TestServer;
let sdl: DocumentNode;
beforeAll(async () => {
  providers = await startMockProviders();
  server = await startTestServer(providers.environment);
  const { data } = await server.query<{ _service: { sdl: string } }>('{ _service { sdl } }');
  sdl = parse(data?._service.sdl ?? '');
});
afterAll(async () => {
  await server.stop();
  await providers.close();
});

/** Each place in the SDL where a directive stands, by the directive's name: `Call: id` for a key of `Call`. */
function uses(directive: string): string[] {
  const found: string[] = [];
  for (const definition of sdl.definitions) {
    if (!('directives' in definition)) continue;
    const name = 'name' in definition ? (definition.name?.value ?? '') : 'schema';
    for (const use of definition.directives ?? []) {
      if (use.name.value !== directive) continue;
      const value = use.arguments?.[0]?.value;
      found.push(`${name}: ${value?.kind === Kind.STRING ? value.value : ''}`);
    }
  }
  return found.toSorted();
}

async function entity(representation: object, fields: string): Promise<unknown> {
  const { data, errors } = await server.query<{ _entities: unknown[] }>(
    `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on ${fields} } }`,
    { r: [representation] },
  );
  expect(errors).toBeUndefined();
  return data?._entities[0];
}

describe('the subgraph compatibility suite', () => {
  it('_service: returns the SDL without the types that every subgraph serves to routers', async () => {
    const names: string[] = [];
    visit(sdl, {
      enter(node) {
        if ('name' in node && node.name !== undefined && 'value' in node.name) names.push(node.name.value);
      },
    });
    expect(names).toContain('VoxworksCall');
    expect(names.filter((name) => name.startsWith('_'))).toEqual([]);
  });

  it('introspection: shows _service, _entities, _Any and _Entity as the specification writes them', async () => {
    const { data } = await server.query<{
      query: { fields: { name: string; type: object; args: object[] }[] };
    }>(`{
      query: __type(name: "Query") { fields { name args { name type { ...T } } type { ...T } } }
      any: __type(name: "_Any") { kind }
      entity: __type(name: "_Entity") { kind possibleTypes { name } }
      service: __type(name: "_Service") { fields { name type { ...T } } }
    }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`);
    const fields = data?.query.fields.filter(({ name }) => name.startsWith('_'));
    const named = (kind: string, name: string) => ({ kind, name, ofType: null });
    const nonNull = (ofType: object) => ({ kind: 'NON_NULL', name: null, ofType });
    const list = (ofType: object) => ({ kind: 'LIST', name: null, ofType });
    expect(fields).toEqual([
      {
        name: '_entities',
        type: nonNull(list(named('UNION', '_Entity'))),
        args: [
          {
            name: 'representations',
            type: nonNull(list(nonNull({ kind: 'SCALAR', name: '_Any' }))),
          },
        ],
      },
      { name: '_service', type: nonNull(named('OBJECT', '_Service')), args: [] },
    ]);
    expect(data).toMatchObject({
      any: { kind: 'SCALAR' },
      entity: {
        kind: 'UNION',
        possibleTypes: [
          { name: 'OsviCall' },
          { name: 'PuretalkCall' },
          { name: 'SynthflowCall' },
          { name: 'VoxworksCall' },
        ],
      },
      service: { fields: [{ name: 'sdl', type: nonNull(named('SCALAR', 'String')) }] },
    });
  });

  it('@link: names the version of Federation and what is used of it', () => {
    expect(uses('link')).toEqual(['schema: https://specs.apollo.dev/federation/v2.9']);
  });

  it('@key single: resolves an entity by the one field of its key', async () => {
    expect(await entity({ __typename: 'OsviCall', id: 'osvi:1' }, 'OsviCall { id providerCallId }')).toEqual({
      __typename: 'OsviCall',
      id: 'osvi:1',
      providerCallId: '1',
    });
  });

  it('repeatable @key: resolves the same entity by either of its keys', async () => {
    const types = ['OsviCall', 'PuretalkCall', 'SynthflowCall', 'VoxworksCall'];
    expect(uses('key')).toEqual([
      'Call: id',
      ...types.flatMap((name) => [`${name}: id`, `${name}: providerCallId`]),
    ]);
    for (const __typename of types) {
      const found = {
        __typename,
        id: `${__typename.replace('Call', '').toLowerCase()}:7`,
        status: 'COMPLETED',
      };
      expect(await entity({ __typename, id: found.id }, 'Call { id status }')).toEqual(found);
      expect(await entity({ __typename, providerCallId: '7' }, 'Call { id status }')).toEqual(found);
    }
  });

  it("@interfaceObject, seen from the interface's side: resolves a reference to the interface to the type behind it", async () => {
    expect(uses('key')).toContain('Call: id');
    expect(await entity({ __typename: 'Call', id: 'puretalk:1' }, 'Call { id }')).toEqual({
      __typename: 'PuretalkCall',
      id: 'puretalk:1',
    });
  });

  it('federated tracing: a router that asks for a trace gets its response without one', async () => {
    const result = await server.query('{ __typename }', {}, { 'apollo-federation-include-trace': 'ftv1' });
    expect(result).toEqual({ data: { __typename: 'Query' } });
  });

  it('does not apply otherwise: no key of several fields, and no other directive of Federation', () => {
    const directives = new Set<string>();
    visit(sdl, { Directive: ({ name }) => void directives.add(name.value) });
    expect([...directives].toSorted()).toEqual([
      ...['cost', 'key', 'link', 'listSize', 'shareable', 'specifiedBy'],
    ]);
    expect(uses('shareable')).toEqual(['PageInfo: ']);
    expect(uses('key').filter((key) => /[ {]/.test(key.split(': ')[1] ?? ''))).toEqual([]);
  });
});
