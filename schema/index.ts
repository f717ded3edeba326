import './types/scalars.ts';
import './query.ts';
import './subscription.ts';
import './types/provider-info.ts';
import './call-log/call-log.ts';
import './call-log/agents.ts';
import './call-log/capabilities.ts';
import './federation/federation.ts';
import { builder } from './builder.ts';
import { checkExclusiveFields } from './check-exclusive-fields.ts';
import { providers } from './providers.ts';

/** The graph, ready to be executed. */
export const schema = builder.toSchema();

checkExclusiveFields(schema, providers);
