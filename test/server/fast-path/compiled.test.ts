import fc from 'fast-check';
import {
  execute,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { isCompilable } from '../../../src/server/fast-path/is-compilable.ts';
import { type MockProviders, startMockProviders } from '../../support/mock-providers.ts';
import { type EndpointUnderTest, startEndpoint } from './endpoint-under-test.ts';
import { RECORD } from './record.ts';

let providers: MockProviders;
let endpoint: EndpointUnderTest;

beforeAll(async () => {
  providers = await startMockProviders((id) => (id === 'bare' ? {} : RECORD));
  endpoint = await startEndpoint(providers.environment);
});
afterAll(async () => {
  await endpoint.close();
  await providers.close();
});

/** Returns the next number from 0 up to 1. */
type Chance = () => number;

const pick = <T>(chance: Chance, from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;

const ALIASES = ['a', 'b', 'id', 'constructor', '__proto__', 'toString', '_1'];
const CONDITIONS = ['$yes', '$no', 'true', 'false'];
const IDS = [
  'osvi:1',
  'voxworks:1',
  'synthflow:1',
  'puretalk:1',
  'osvi:bare',
  'voxworks:bare',
  'puretalk:bare',
];

function directive(chance: Chance): string {
  if (chance() < 0.85) return '';
  return ` @${pick(chance, ['include', 'skip'])}(if: ${pick(chance, CONDITIONS)})`;
}

/** The types that a selection on `type` may be narrowed to. */
function narrower(type: GraphQLNamedType): readonly GraphQLNamedType[] {
  if (!isAbstractType(type)) return [type];
  const objects: readonly GraphQLObjectType[] = schema.getPossibleTypes(type);
  return [type, ...objects, ...objects.flatMap((each) => each.getInterfaces())];
}

/** A selection of fields, aliased fields and fields of narrower types, some with directives. */
function selectionOn(type: GraphQLNamedType, chance: Chance, depth: number): string {
  const parts = ['__typename'];
  if (isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields())) {
      if (chance() < 0.6) continue;
      const below = getNamedType(field.type);
      const isLeaf = !('getFields' in below) && !isAbstractType(below);
      if (!isLeaf && depth === 0) continue;
      const alias = chance() < 0.2 ? `${pick(chance, ALIASES)}: ` : '';
      const selection = isLeaf ? '' : ` ${selectionOn(below, chance, depth - 1)}`;
      parts.push(`${alias}${field.name}${directive(chance)}${selection}`);
    }
  if (depth > 0 && chance() < 0.6) {
    const to = pick(chance, narrower(type));
    parts.push(`... on ${to.name}${directive(chance)} ${selectionOn(to, chance, depth - 1)}`);
  }
  return `{ ${parts.join(' ')} }`;
}

const documents = fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })).map((numbers) => {
  const chance: Chance = () => Number(numbers.next().value);
  const call = schema.getType('Call');
  const node = schema.getType('Node');
  if (call === undefined || node === undefined) throw new Error('The schema has no calls');
  return `query Any($ids: [ID!]!, $id: ID!, $yes: Boolean!, $no: Boolean!) {
    calls(ids: $ids) ${selectionOn(call, chance, 3)}
    nodes(ids: [$id, "osvi:1"])${directive(chance)} ${selectionOn(node, chance, 2)}
    call(id: $id) @include(if: $yes) @skip(if: $no) ${selectionOn(call, chance, 2)}
  }`;
});

describe('compiled code', () => {
  it('has the result of execution for every compilable document', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(documents, fc.constantFrom(...IDS), async (query, id) => {
        const document = parse(query);
        fc.pre(validate(schema, document).length === 0 && isCompilable(document));
        const compiled = compileQuery(schema, document);
        if (!isCompiledQuery(compiled)) return;
        const variables = { ids: IDS, id, yes: true, no: false };
        const contextValue = endpoint.switchboard.createContext();
        const expected = await execute({ schema, document, variableValues: variables, contextValue });
        const found = await compiled.query(undefined, contextValue, variables);
        expect(found.errors === undefined).toBe(expected.errors === undefined);
        if (expected.errors === undefined) {
          expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
          compared += 1;
        }
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(50);
  }, 60_000);
});
