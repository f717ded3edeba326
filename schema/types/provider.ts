import { builder } from '../builder.ts';
import { enumValueName } from '../graph-names.ts';
import { providers } from '../providers.ts';
import { CallRef } from './call.ts';
import { AgentRef } from './call-parts.ts';

export const ProviderRef = builder.enumType('Provider', {
  description: "A provider of AI phone calls. Its name in lower case is the prefix of its calls' ids.",
  values: Object.fromEntries(
    providers.map((provider) => [
      enumValueName(provider.id),
      {
        value: provider.id,
        description: `${provider.title}, at ${provider.baseUrl} unless configured otherwise.`,
      },
    ]),
  ),
});

builder.interfaceField(CallRef, 'provider', (t) =>
  t.field({
    type: ProviderRef,
    nullable: false,
    description: 'The provider that ran the call.',
    resolve: (call) => call.provider,
  }),
);

builder.objectField(AgentRef, 'provider', (t) =>
  t.field({
    type: ProviderRef,
    nullable: false,
    description: 'The provider that runs the agent.',
    resolve: (agent) => agent.provider,
  }),
);
