import { readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import { buildSchema, type GraphQLSchema, introspectionFromSchema, isAbstractType } from 'graphql';

const SDL = 'schema/schema.graphql';
const OUT = 'test/clients/generated/';
const KEPT_IN_INTROSPECTION = [
  ...['__schema', 'queryType', 'types', 'kind', 'name', 'interfaces', 'possibleTypes'],
  ...['fields', 'args', 'type', 'ofType', 'inputFields', 'defaultValue'],
];
const schema = buildSchema(readFileSync(SDL, 'utf8'));

/** Generates, from the committed SDL, documents with types for every client and the data that normalised caches need. */
const config: CodegenConfig = {
  schema: SDL,
  documents: ['test/clients/**/*.ts', `!${OUT}**`],
  generates: {
    [OUT]: {
      preset: 'client',
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: 'unmask' },
        persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256' },
      },
      // Normalised caches add `__typename` to what they send; added here, the hashes hold for them too.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: {
        scalars: {
          DateTime: 'string',
          HexColorCode: 'string',
          ID: 'string',
          JSON: 'unknown',
          JSONObject: 'Record<string, unknown>',
          URL: 'string',
        },
        strictScalars: true,
        enumType: 'string-literal',
        useTypeImports: true,
        immutableTypes: true,
        arrayInputCoercion: false,
        importExtension: '.ts',
      },
    },
    [`${OUT}possible-types.ts`]: { plugins: [{ add: { content: possibleTypes(schema) } }] },
    [`${OUT}introspection.ts`]: { plugins: [{ add: { content: introspection(schema) } }] },
  },
};

export default config;

/** For Apollo Client: the types that implement each interface. */
function possibleTypes(graph: GraphQLSchema): string {
  const abstractTypes = Object.values(graph.getTypeMap()).filter(isAbstractType);
  const entries = abstractTypes.map((type) => [
    type.name,
    graph.getPossibleTypes(type).map(({ name }) => name),
  ]);
  return `export const possibleTypes = ${JSON.stringify(Object.fromEntries(entries), null, 2)};`;
}

/** For urql: the graph as data, without what its cache does not read; and the object types without an `id`, which are values. */
function introspection(graph: GraphQLSchema): string {
  const { __schema } = introspectionFromSchema(graph, { descriptions: false });
  const types = __schema.types.filter(({ name }) => !name.startsWith('__'));
  const data = JSON.stringify({ __schema: { ...__schema, types } }, KEPT_IN_INTROSPECTION);
  const values = types.flatMap((type) =>
    type.kind === 'OBJECT' && type.name !== 'Query' && !type.fields.some(({ name }) => name === 'id')
      ? [type.name]
      : [],
  );
  return `export const introspection = ${data};\n\nexport const valueTypes = ${JSON.stringify(values, null, 2)};`;
}
