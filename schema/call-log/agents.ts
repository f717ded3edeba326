import type { AgentsOfProvider } from '../../src/loaders/call-log-loader.ts';
import { builder } from '../builder.ts';
import { providers } from '../providers.ts';
import { AgentRef } from '../types/call-parts.ts';
import { ProviderRef } from '../types/provider.ts';
import { CallLogSourceRef } from './call-log-source.ts';

const AgentDirectoryRef = builder.objectRef<readonly AgentsOfProvider[]>('AgentDirectory').implement({
  description: 'The agents of several providers, to choose from in a filter.',
  fields: (t) => ({
    agents: t.field({
      type: [AgentRef],
      nullable: false,
      description: "The agents, by provider and in each provider's own order.",
      resolve: (directory) =>
        directory.flatMap(({ report: { provider }, agents }) =>
          agents.map((agent) => ({ ...agent, provider })),
        ),
    }),
    sources: t.field({
      type: [CallLogSourceRef],
      nullable: false,
      description: 'What became of each provider. `NOT_SUPPORTED` where a provider does not list its agents.',
      resolve: (directory) => directory.map(({ report }) => report),
    }),
  }),
});

builder.queryField('agents', (t) =>
  t.field({
    type: AgentDirectoryRef,
    nullable: true,
    scope: 'calls:read',
    description:
      'The agents that providers list. A provider that fails leaves out its own alone; `sources` says so. Null, with its error, when all that were read failed.',
    args: {
      providers: t.arg({
        type: [ProviderRef],
        required: false,
        description: 'Agents of these providers. Without it, of all.',
      }),
    },
    resolve: async (_root, args, context) => {
      const directory = await context.callLog.agents(args.providers ?? providers.map(({ id }) => id));
      const read = directory.filter(({ report: { state } }) =>
        ['ANSWERED', 'STALE', 'FAILED'].includes(state),
      );
      const failure = read.find(({ report }) => report.state === 'FAILED')?.report.failure?.error;
      if (failure != null && read.every(({ report }) => report.state === 'FAILED')) throw failure;
      return directory;
    },
  }),
);
