import './types/scalars.ts';
import './query.ts';
import './subscription.ts';
import './types/provider.ts';
import './federation/federation.ts';
import { builder } from './builder.ts';

/** The graph, ready to be executed. */
export const schema = builder.toSchema();
