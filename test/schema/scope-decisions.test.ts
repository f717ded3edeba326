import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import { providerBindings } from '../../schema/providers.ts';
import { missingScope, scopesOf } from '../../schema/scopes.ts';
import { SCOPES, type Scope } from '../../src/domain/scope.ts';
import { IN_CALLS_READ, IN_NO_SCOPE } from './unscoped-fields.ts';

type Fielded = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

const ROOTS = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
  (type) => type !== null && type !== undefined,
);
const allTypes = Object.values(schema.getTypeMap())
  .filter((type): type is Fielded => isObjectType(type) || isInterfaceType(type))
  .filter(({ name }) => !name.startsWith('__'));

/** Where a field is declared: at the interface, when the type has it from one. */
function declarationOf(type: Fielded, field: Field): string {
  const from = type.getInterfaces().filter((each) => each.getFields()[field.name] !== undefined);
  const first = from.find((each) => each.getInterfaces().every((above) => !above.getFields()[field.name]));
  return `${first?.name ?? type.name}.${field.name}`;
}

function typesBehind(field: Field): readonly Fielded[] {
  const type = getNamedType(field.type);
  if (isInterfaceType(type) || isUnionType(type))
    return [...(isInterfaceType(type) ? [type] : []), ...schema.getPossibleTypes(type)];
  return isObjectType(type) ? [type] : [];
}

/** Every field that a client with `granted` may see, however it gets there. */
function visible(granted: readonly Scope[]): ReadonlySet<string> {
  const scopes = new Set(granted);
  const seen = new Set<Fielded>(ROOTS);
  const fields = new Set<string>();
  for (const type of seen) {
    for (const field of Object.values(type.getFields())) {
      if (missingScope(field, scopes) !== null) continue;
      fields.add(declarationOf(type, field));
      for (const next of typesBehind(field)) seen.add(next);
    }
  }
  return fields;
}

const difference = (of: ReadonlySet<string>, without: ReadonlySet<string>): string[] =>
  [...of].filter((each) => !without.has(each)).toSorted();

describe('a client', () => {
  it('without a scope sees no more than the list says', () => {
    expect([...visible([])].toSorted()).toEqual([...IN_NO_SCOPE].toSorted());
  });

  it('with calls:read sees no more than the list says: what is new has to be given a scope, or be listed', () => {
    expect(difference(visible(['calls:read']), visible([]))).toEqual([...IN_CALLS_READ].toSorted());
  });

  it('sees nothing of a call by the other scopes alone', () => {
    expect(visible(['calls:content', 'calls:identity'])).toEqual(visible([]));
  });

  it('sees phone numbers and names, and nothing else, by calls:identity', () => {
    const gained = difference(visible(['calls:read', 'calls:identity']), visible(['calls:read']));
    expect(gained).toEqual([
      'Call.from',
      'Call.to',
      'Customer.name',
      'Customer.phoneNumber',
      'OsviCall.ownNumber',
    ]);
  });

  it('sees raw records only with content and identity together, because they hold both', () => {
    const both = visible(SCOPES);
    const apart = new Set([
      ...visible(['calls:read', 'calls:identity']),
      ...visible(['calls:read', 'calls:content']),
    ]);
    expect(difference(both, apart)).toEqual([
      'Call.raw',
      'Call.vcon',
      'TranscriptTurn.raw',
      'VoxworksCall.resultRaw',
    ]);
  });

  it('sees every field with all scopes', () => {
    const all = allTypes.flatMap((type) =>
      Object.values(type.getFields()).map((field) => declarationOf(type, field)),
    );
    expect(difference(new Set(all), visible(SCOPES))).toEqual([]);
    expect(all.length).toBeGreaterThan(250);
  });
});

describe('what belongs to the content', () => {
  const readable = visible(['calls:read']);

  it.each([
    ...['Transcript', 'TranscriptTurn', 'ToolCall', 'TurnLatency', 'Recording'],
    ...['VoxworksObjective', 'VoxworksPostCallAction', 'SynthflowExecutedAction'],
    ...['SynthflowCollectedVariable', 'PuretalkCallAnalysis', 'PuretalkAnalysisValue', 'PuretalkMetadata'],
    'OsviTag',
  ])('includes all of %s, which only a scoped field leads to', (name) => {
    expect(schema.getType(name)).toBeDefined();
    expect([...readable].filter((field) => field.startsWith(`${name}.`))).toEqual([]);
  });
});

describe('a scoped field', () => {
  const fields = allTypes.flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ type, field, place: `${type.name}.${field.name}` })),
  );
  const scoped = fields.filter(({ field }) => scopesOf(field).length > 0);

  it('has the same scope on every provider type and on the interface', () => {
    const differing = providerBindings.flatMap(({ ref }) => {
      const type = schema.getType(ref.name) as GraphQLObjectType;
      return type
        .getInterfaces()
        .flatMap((above) => Object.values(above.getFields()))
        .filter((field) => `${scopesOf(field)}` !== `${scopesOf(type.getFields()[field.name] as Field)}`)
        .map(({ name }) => `${ref.name}.${name}`);
    });
    expect(differing).toEqual([]);
    expect(providerBindings.length).toBeGreaterThanOrEqual(4);
  });

  it('is nullable, unless it is a root field', () => {
    expect(scoped.length).toBeGreaterThan(60);
    const nonNull = scoped.filter(({ field, type }) => isNonNullType(field.type) && !isRoot(type));
    expect(nonNull.map(({ place }) => place)).toEqual([]);
  });

  it('says in its description which scopes it needs', () => {
    const silent = scoped.filter(
      ({ field }) => !scopesOf(field).every((scope) => field.description?.includes(`\`${scope}\``)),
    );
    expect(silent.map(({ place }) => place)).toEqual([]);
  });

  const isRoot = (type: Fielded): boolean => ROOTS.includes(type as GraphQLObjectType);
});
