// One line a provider. Everything else (enum, root field, ids, configuration, health) follows from it.
export { osvi } from './calls/osvi.ts';
export { puretalk } from './calls/puretalk.ts';
export { synthflow } from './calls/synthflow.ts';
export { voxworks } from './calls/voxworks.ts';
