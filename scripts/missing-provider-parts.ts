import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enumValueName, graphTypeName } from '../schema/graph-names.ts';

/** Something that a provider needs: the file it is in, the text that shows it is there, and a sentence for when it is not. */
interface Part {
  readonly file: string;
  /** A text that the file must contain; without it, the file itself is the part. */
  readonly text?: string | RegExp;
  readonly todo: string;
}

/** Everything that CONTRIBUTING.md asks of a provider, in its order. */
const partsOf = (id: string): readonly Part[] => [
  {
    file: `src/providers/${id}.ts`,
    todo: `Write the provider: export a constant \`${id}\` of type Provider.`,
  },
  {
    file: `schema/calls/${id}.ts`,
    todo: `Write the type ${graphTypeName(id)}: export a constant \`${id}\` made by bindProvider.`,
  },
  {
    file: 'schema/registry.ts',
    text: `'./calls/${id}.ts'`,
    todo: `Add the line: export { ${id} } from './calls/${id}.ts';`,
  },
  {
    file: `test/fixtures/${id}.ts`,
    todo: 'Write the fixture: trimmed responses as the provider documents them, and what each member becomes.',
  },
  {
    file: 'test/fixtures/registry.ts',
    text: `'./${id}.ts'`,
    todo: `Import \`${id}\` and add it to FIXTURES.`,
  },
  {
    file: `test/providers/${id}.test.ts`,
    text: 'describeProvider(',
    todo: 'Write the test: run describeProvider and describeFields on the fixture, then test the quirks.',
  },
  {
    file: 'schema/schema.graphql',
    text: new RegExp(`^type ${graphTypeName(id)} `, 'm'),
    todo: 'Print the SDL: npm run print.',
  },
  {
    file: 'schema/subgraph.graphql',
    text: new RegExp(`^type ${graphTypeName(id)} `, 'm'),
    todo: 'Print the SDL: npm run print.',
  },
  {
    file: 'test/clients/generated/possible-types.ts',
    text: `"${graphTypeName(id)}"`,
    todo: 'Generate the types of clients: npm run codegen.',
  },
  {
    file: 'deploy/supergraph.graphql',
    text: new RegExp(`^type ${graphTypeName(id)}\\b`, 'm'),
    todo: 'Update the snapshots, and read their diff: npx vitest run test/schema test/deploy -u.',
  },
  {
    file: `src/sandbox/providers/${id}.ts`,
    todo: 'Write the mock server of the sandbox.',
  },
  {
    file: `src/sandbox/calls/${id}.ts`,
    todo: 'Write the invented calls of the sandbox.',
  },
  {
    file: 'src/sandbox/registry.ts',
    text: `'./providers/${id}.ts'`,
    todo: `Import \`${id}\` and add it to SANDBOX_PROVIDERS.`,
  },
  {
    file: 'test/sandbox/sandbox-http.ts',
    text: new RegExp(`^ {2}${id}: \\{`, 'm'),
    todo: "Add the provider's error responses to ERROR_RESPONSES.",
  },
  {
    file: 'README.md',
    text: new RegExp(`\\b${id}\\b`, 'i'),
    todo: 'Name the provider where the others are named.',
  },
  {
    file: 'docs/operating.md',
    text: enumValueName(id),
    todo: 'Name the provider in the row of <PROVIDER>_API_KEY.',
  },
  {
    file: 'CHANGELOG.md',
    text: new RegExp(`\\b${id}\\b`, 'i'),
    todo: 'Add a line about the new provider.',
  },
];

/** What the provider with this id still lacks in the project at `root`, in the order in which to do it: one sentence each. */
export function missingProviderParts(id: string, root: string): readonly string[] {
  return partsOf(id).flatMap(({ file, text, todo }) => {
    const path = join(root, file);
    if (!existsSync(path)) return [`${file} is missing. ${todo}`];
    if (text === undefined) return [];
    const content = readFileSync(path, 'utf8');
    const isThere = typeof text === 'string' ? content.includes(text) : text.test(content);
    return isThere ? [] : [`${file} lacks ${id}. ${todo}`];
  });
}
