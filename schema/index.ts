import './scalars.ts';
import './query.ts';
import './subscription.ts';
import './provider.ts';
import './federation.ts';
import { builder } from './builder.ts';

/** The graph, ready to be executed. */
export const schema = builder.toSchema();
