import { GraphQLScalarType } from 'graphql';
import { builder } from '../builder.ts';
import { graphTypeName } from '../graph-names.ts';
import { createCallResolver, loadEach, MAX_IDS } from '../load-call.ts';
import { providerBindings } from '../providers.ts';
import { readRepresentation } from './representation.ts';
import { subgraphSdl } from './sdl.ts';

// Apollo Federation's subgraph protocol: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec

builder.addScalarType(
  '_Any',
  new GraphQLScalarType({
    name: '_Any',
    description:
      'How a federation router refers to a call: `__typename` and the fields of one of its keys, such as `{ __typename: "Call", id: "…" }`.',
  }),
);

const EntityRef = builder.unionType('_Entity', {
  description: 'What a federation router may refer to: a call of any provider.',
  types: providerBindings.map(({ ref }) => ref),
  resolveType: (call) => graphTypeName(call.provider),
});

const ServiceRef = builder.objectRef<{ readonly sdl: string }>('_Service').implement({
  description: 'What a federation router knows this graph by.',
  fields: (t) => ({
    sdl: t.exposeString('sdl', {
      nullable: false,
      description: 'This graph as composition reads it: its SDL with federation’s directives.',
    }),
  }),
});

builder.queryFields((t) => ({
  _service: t.field({
    type: ServiceRef,
    nullable: false,
    description: 'For federation routers: this graph’s SDL. Closed wherever introspection is.',
    resolve: (_root, _args, _context, { schema }) => ({ sdl: subgraphSdl(schema) }),
  }),
  _entities: t.field({
    type: t.listRef(EntityRef, { nullable: true }),
    nullable: false,
    scope: 'calls:read',
    description: `For federation routers: calls by the keys that other subgraphs hold. In the order asked for, null where there is no such call; one that fails leaves the others whole. At most ${MAX_IDS} representations.`,
    args: {
      representations: t.arg({ type: ['_Any'], required: true, description: 'References to calls.' }),
    },
    resolve: (_root, { representations }, context, info) => {
      const { at } = createCallResolver(context, info);
      return loadEach(representations, 'representations', (each) => at(readRepresentation(each)));
    },
  }),
}));
