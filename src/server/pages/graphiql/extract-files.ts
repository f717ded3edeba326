import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { compressFile, hashOf } from '../static-file.ts';
import type { GraphiqlFile } from './graphiql-file.ts';

/**
 * Keeps tabs in place. On a first visit GraphiQL 5 moves a tab while it is pressed, so that the pointer is released
 * over another tab and the click is lost.
 */
const TABS_STAY = '.graphiql-tab{transform:none!important}';

/**
 * Takes GraphiQL apart into files. The package offers it only as one page of 9 MB, with every script and style inline.
 * The build writes the files beside the bundle; a server that runs from its source extracts them on the first request.
 */
export async function extractGraphiqlFiles(): Promise<readonly (GraphiqlFile & { readonly text: string })[]> {
  // The package has no types for the module that holds the parts.
  const path = import.meta.resolve('@graphql-yoga/render-graphiql').replace(/index\.m?js$/, 'graphiql.js');
  const parts = (await import(path)) as Record<string, string>;
  const texts: Readonly<Record<string, string | undefined>> = {
    'graphiql.js': parts['js'],
    'graphiql.css': `${parts['css']}\n${TABS_STAY}\n`,
    'editor-worker.js': parts['editorWorkerService'],
    'graphql-worker.js': parts['graphqlWorker'],
    'json-worker.js': parts['jsonWorker'],
    'start.js': await readFile(new URL('./assets/start.js', import.meta.url), 'utf8'),
  };
  return Object.entries(texts).map(([part, text]) => {
    if (text === undefined) throw new Error(`@graphql-yoga/render-graphiql has no part for ${part}`);
    const extension = extname(part);
    const name = `${part.slice(0, -extension.length)}.${hashOf(text)}${extension}`;
    return { part, name, text, load: () => compressFile(text) };
  });
}
