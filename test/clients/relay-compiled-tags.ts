import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Puts the compiled artifact in place of each `graphql` tag, as babel-plugin-relay does. */
export const compiledTags: Plugin = {
  name: 'compiled-tags',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/[\w-]+\.tsx?$/ }, ({ path }) => {
      const imports: string[] = [];
      const text = readFileSync(path, 'utf8').replaceAll(
        /graphql`\s*(?:query|fragment) (\w+)[^`]*`/g,
        (_tag, name: string) => {
          imports.push(`import ${name}Artifact from './__generated__/${name}.graphql';\n`);
          return `${name}Artifact`;
        },
      );
      return { contents: `${imports.join('')}${text}`, loader: 'tsx' };
    });
  },
};
