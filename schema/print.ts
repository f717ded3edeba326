import { writeFileSync } from 'node:fs';
import { schema } from './index.ts';
import { apiSdl, subgraphSdl } from './sdl.ts';

/** What clients are generated from, and what a federation router's composition reads. */
const sdlByFile = { 'schema.graphql': apiSdl(schema), 'subgraph.graphql': subgraphSdl(schema) };

for (const [name, sdl] of Object.entries(sdlByFile)) writeFileSync(new URL(name, import.meta.url), sdl);
