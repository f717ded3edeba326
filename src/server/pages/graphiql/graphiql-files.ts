import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { GraphiqlFile } from './graphiql-file.ts';

/** The build writes the files to this folder beside the bundle. There is none beside this file in the source. */
const BUILT = new URL('./graphiql/', import.meta.url);

/** Lists GraphiQL's files without reading them. */
export async function listGraphiqlFiles(): Promise<readonly GraphiqlFile[]> {
  if (existsSync(BUILT)) return (await readdir(BUILT)).filter(isBrotli).map(toBuiltFile);
  const { extractGraphiqlFiles } = await import('./extract-files.ts');
  return extractGraphiqlFiles();
}

const isBrotli = (name: string): boolean => name.endsWith('.br');

function toBuiltFile(brotliName: string): GraphiqlFile {
  const name = brotliName.slice(0, -'.br'.length);
  return {
    name,
    part: name.replace(/\.[0-9a-f]+(?=\.\w+$)/, ''),
    load: async () => ({
      br: await readFile(new URL(`${name}.br`, BUILT)),
      gzip: await readFile(new URL(`${name}.gz`, BUILT)),
    }),
  };
}
