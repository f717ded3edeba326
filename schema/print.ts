import { writeFileSync } from 'node:fs';
import { apiSdl, subgraphSdl } from './federation/sdl.ts';
import { schema } from './index.ts';

/** What clients are generated from, and what a federation router's composition reads. */
const sdlByFile = { 'schema.graphql': apiSdl(schema), 'subgraph.graphql': subgraphSdl(schema) };

for (const [name, sdl] of Object.entries(sdlByFile)) writeFileSync(new URL(name, import.meta.url), sdl);
