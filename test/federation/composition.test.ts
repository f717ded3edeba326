import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLNamedType, isEnumType, isInterfaceType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPOSERS, type Subgraph } from './compose.ts';
import { startCrm } from './crm.ts';
import { startHelpdesk } from './helpdesk.ts';
import type { SubgraphServer } from './subgraph-server.ts';

const api = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const switchboard: Subgraph = {
  name: 'switchboard',
  url: 'http://switchboard.example/graphql',
  sdl: readFileSync('schema/subgraph.graphql', 'utf8'),
};

/** A line for each field and value of a type. */
const membersOf = (type: GraphQLNamedType | undefined): string[] => {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  if (isObjectType(type) || isInterfaceType(type))
    return Object.values(type.getFields()).map(({ name, type: of }) => `${name}: ${of}`);
  return [];
};

describe.each(Object.entries(COMPOSERS))('the composer of %s', (_name, compose) => {
  let others: SubgraphServer[];
  beforeAll(async () => {
    others = await Promise.all([startCrm([]), startHelpdesk([])]);
  });
  afterAll(() => Promise.all(others.map((each) => each.close())));

  it("takes this graph alone, and with other teams' graphs in any order", () => {
    expect(compose([switchboard])).toContain('type VoxworksCall');
    expect(compose([switchboard, ...others])).toContain('type Deal');
    expect(compose([...others, switchboard])).toContain('type Deal');
  });

  it("loses nothing of the graph, and gives every provider's calls the CRM's field", () => {
    const supergraph = buildSchema(compose([switchboard, ...others]), { assumeValidSDL: true });
    const types = Object.values(api.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
    expect(types.length).toBeGreaterThan(40);
    for (const type of types) {
      const composed = supergraph.getType(type.name);
      expect(composed, type.name).toBeDefined();
      expect(membersOf(composed), type.name).toEqual(expect.arrayContaining(membersOf(type)));
    }
    const call = api.getType('Call');
    if (!isInterfaceType(call)) throw new Error('Call is no interface');
    for (const { name } of [call, ...api.getPossibleTypes(call)])
      expect(membersOf(supergraph.getType(name)), name).toContain('deal: Deal');
  });

  it('refuses a graph that uses a name of this one for something else, and says which', () => {
    const sdl = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Query { customers: [Customer!]! }
      type Customer @key(fields: "id") { id: ID! name: String }
    `;
    const shop = { name: 'shop', url: 'http://shop.example', sdl };
    expect(() => compose([switchboard, shop])).toThrow(/Customer\.name/);
  });
});
