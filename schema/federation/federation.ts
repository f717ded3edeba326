import { GraphQLScalarType } from 'graphql';
import { builder } from '../builder.ts';
import { createCallResolver, loadEach, MAX_IDS } from '../call-resolver.ts';
import { graphTypeName } from '../graph-names.ts';
import { providerBindings } from '../providers.ts';
import { readRepresentation } from './representation.ts';
import { subgraphSdl } from './sdl.ts';

// Apollo Federation's subgraph protocol: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec

builder.addScalarType(
  '_Any',
  new GraphQLScalarType({
    name: '_Any',
    description:
      'A reference to a call in a federation router: `__typename` and the fields of one key, such as `{ __typename: "Call", id: "..." }`.',
  }),
);

const EntityRef = builder.unionType('_Entity', {
  description: 'An entity that a federation router may refer to: a call of any provider.',
  types: providerBindings.map(({ ref }) => ref),
  resolveType: (call) => graphTypeName(call.provider),
});

const ServiceRef = builder.objectRef<{ readonly sdl: string }>('_Service').implement({
  description: 'This graph as a federation router reads it.',
  fields: (t) => ({
    sdl: t.exposeString('sdl', {
      nullable: false,
      description: "SDL of this graph with federation's directives, for composition.",
    }),
  }),
});

builder.queryFields((t) => ({
  _service: t.field({
    type: ServiceRef,
    nullable: false,
    description: "For federation routers: this graph's SDL. Disabled wherever introspection is.",
    resolve: (_root, _args, _context, { schema }) => ({ sdl: subgraphSdl(schema) }),
  }),
  _entities: t.field({
    type: t.listRef(EntityRef, { nullable: true }),
    nullable: false,
    scope: 'calls:read',
    reads: { calls: 'representations', toCallKey: readRepresentation },
    description: `For federation routers: calls by the keys that other subgraphs hold, in the order of \`representations\`. Null in the place of each call that its provider does not have, and of each that failed. At most ${MAX_IDS} representations.`,
    args: {
      representations: t.arg({
        type: ['_Any'],
        required: true,
        description: 'References to calls, one for each item of the result.',
      }),
    },
    resolve: (_root, { representations }, context, info) => {
      const { load } = createCallResolver(context, info);
      return loadEach(representations, 'representations', { context, info }, async (each) =>
        load(readRepresentation(each)),
      );
    },
  }),
}));
