import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { entityKeys } from './representation.ts';

/** Federation 2.3 is the oldest version with keys on interfaces, so the most routers can compose this graph. */
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])';

/** Types and fields that every subgraph serves for routers alone. Composition adds them itself, and clients have no use for them. */
const PROTOCOL: ReadonlySet<string> = new Set(['_Any', '_Entity', '_Service', '_entities', '_service']);

/** The graph as clients see it. */
export const apiSdl = (schema: GraphQLSchema): string =>
  `${printSchema(buildASTSchema(withoutProtocol(schema)))}\n`;

/** The graph as the composition of a federation router reads it, keys included. */
export function subgraphSdl(schema: GraphQLSchema): string {
  const known = printed.get(schema);
  if (known !== undefined) return known;
  const sdl = `${LINK}\n\n${print(withKeys(withoutProtocol(schema)))}\n`;
  printed.set(schema, sdl);
  return sdl;
}

const printed = new WeakMap<GraphQLSchema, string>();

function withoutProtocol(schema: GraphQLSchema): DocumentNode {
  const drop = ({ name }: { readonly name: { readonly value: string } }) =>
    PROTOCOL.has(name.value) ? null : undefined;
  return visit(parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true }), {
    ScalarTypeDefinition: drop,
    UnionTypeDefinition: drop,
    ObjectTypeDefinition: drop,
    FieldDefinition: drop,
  });
}

function withKeys(document: DocumentNode): DocumentNode {
  const addKeys = <Node extends { readonly name: { readonly value: string } }>(
    node: Node,
  ): Node | undefined => {
    const keys = entityKeys.get(node.name.value);
    return keys && { ...node, directives: keys.map(toKeyDirective) };
  };
  return visit(document, { ObjectTypeDefinition: addKeys, InterfaceTypeDefinition: addKeys });
}

const toKeyDirective = (fields: string): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'key' },
  arguments: [
    {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: 'fields' },
      value: { kind: Kind.STRING, value: fields },
    },
  ],
});
