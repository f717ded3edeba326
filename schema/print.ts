import { writeFileSync } from 'node:fs';
import { apiSdl, subgraphSdl } from './federation/sdl.ts';
import { schema } from './index.ts';

/** The SDL from which clients are generated, and the SDL that the composition of a federation router reads. */
const sdlByFile = { 'schema.graphql': apiSdl(schema), 'subgraph.graphql': subgraphSdl(schema) };

for (const [name, sdl] of Object.entries(sdlByFile)) writeFileSync(new URL(name, import.meta.url), sdl);
