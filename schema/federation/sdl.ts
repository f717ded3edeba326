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

/** Federation 2.9 is the oldest version with costs. */
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost", "@listSize"])';

/** The type that every subgraph with Relay connections defines, so that it has to be `@shareable`. */
const SHARED = 'PageInfo';

/** Directives of root fields that return lists, by field name. With them a router rejects an oversize page before it sends a request. */
const LIST_DIRECTIVES: ReadonlyMap<string, string> = new Map([
  [
    'callLog',
    '@cost(weight: 50) @listSize(assumedSize: 25, slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  ],
]);

/** Types and fields that a subgraph serves only to routers. Composition adds them itself, and clients have no use for them. */
const PROTOCOL: ReadonlySet<string> = new Set(['_Any', '_Entity', '_Service', '_entities', '_service']);

/** The graph as clients see it. */
export const apiSdl = (schema: GraphQLSchema): string =>
  `${printSchema(buildASTSchema(withoutProtocol(schema)))}\n`;

/** The graph as the composition of a federation router reads it, keys included. */
export function subgraphSdl(schema: GraphQLSchema): string {
  const known = printed.get(schema);
  if (known !== undefined) return known;
  const sdl = `${LINK}\n\n${print(withDirectives(withoutProtocol(schema)))}\n`;
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

function withDirectives(document: DocumentNode): DocumentNode {
  const onType = <Node extends { readonly name: { readonly value: string } }>(
    node: Node,
  ): Node | undefined => {
    if (node.name.value === SHARED) return { ...node, directives: parseDirectives('@shareable') };
    const keys = entityKeys.get(node.name.value);
    return keys && { ...node, directives: keys.map(toKeyDirective) };
  };
  return visit(document, {
    ObjectTypeDefinition: { leave: onType },
    InterfaceTypeDefinition: { leave: onType },
    // Only root fields have these names.
    FieldDefinition(node) {
      const directives = LIST_DIRECTIVES.get(node.name.value);
      return directives === undefined ? undefined : { ...node, directives: parseDirectives(directives) };
    },
  });
}

/** The nodes of directives in SDL. */
function parseDirectives(sdl: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`scalar Any ${sdl}`, { noLocation: true }).definitions;
  return definition !== undefined && 'directives' in definition
    ? ((definition.directives ?? []) as readonly ConstDirectiveNode[])
    : [];
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
