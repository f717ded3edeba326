import { readPage } from '../docs/documents.ts';

/** The files that the Relay section of docs/clients.md shows, by the name that stands before each block. */
export function readRelayRecipe(): ReadonlyMap<string, string> {
  const [, section = ''] = /^### Relay\n(.*?)^##? /ms.exec(readPage('docs/clients.md').text) ?? [];
  const blocks = section.matchAll(/`([\w.-]+)`:\n\n```\w+\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, name = '', text = '']) => [name, text]));
}
