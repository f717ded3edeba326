import type { FilterMember, FilterSupport } from '../../src/providers/abilities.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { builder } from '../builder.ts';
import { describeEnum } from '../types/describe-enum.ts';
import { ProviderInfoRef } from '../types/provider-info.ts';

const FilterSupportRef = describeEnum<FilterSupport>(
  'FilterSupport',
  'How a provider applies a member of a filter. This server applies every member for every provider in any case.',
  {
    EXACT: 'It returns just the calls that match.',
    SUPERSET: 'It returns those and some others, which this server leaves out.',
  },
);

interface UpstreamFilter {
  readonly member: string;
  readonly support: FilterSupport;
}

const UpstreamFilterRef = builder.objectRef<UpstreamFilter>('UpstreamFilter').implement({
  description: 'A member of `CallLogFilter` that a provider applies itself.',
  fields: (t) => ({
    member: t.exposeString('member', { nullable: false, description: 'Name of the member.' }),
    support: t.expose('support', {
      type: FilterSupportRef,
      nullable: false,
      description: 'How the provider applies it at best: some values may be left to this server.',
    }),
  }),
});

const has = ({ recordLacks = [], ...provider }: Provider, part: 'transcript' | 'recording'): boolean =>
  !recordLacks.includes(part) ||
  (part === 'transcript' ? provider.getTranscript : provider.getRecording) !== undefined;

const CapabilitiesRef = builder.objectRef<Provider>('ProviderCapabilities').implement({
  description: 'What a provider can do in this graph. A user interface hides what cannot work.',
  fields: (t) => ({
    listCalls: t.boolean({
      nullable: false,
      description: 'Whether its calls are in `callLog`.',
      resolve: ({ listCalls }) => listCalls !== undefined,
    }),
    listAgents: t.boolean({
      nullable: false,
      description: 'Whether its agents are in `agents`.',
      resolve: (provider) => provider.listAgents !== undefined,
    }),
    upstreamFilters: t.field({
      type: [UpstreamFilterRef],
      nullable: false,
      description:
        'Members of `CallLogFilter` that it applies itself. A filter by other members alone makes this server read more of its list.',
      resolve: ({ listCalls }) =>
        (Object.entries(listCalls?.filters ?? {}) as [FilterMember, FilterSupport][]).map(
          ([member, support]) => ({ member, support }),
        ),
    }),
    transcript: t.boolean({
      nullable: false,
      description: 'Whether its calls can have a transcript here.',
      resolve: (provider) => has(provider, 'transcript'),
    }),
    recording: t.boolean({
      nullable: false,
      description: 'Whether its calls can have a recording here.',
      resolve: (provider) => has(provider, 'recording'),
    }),
    webhook: t.boolean({
      nullable: false,
      description: 'Whether it notifies this server of changes to calls.',
      resolve: ({ webhook }) => webhook !== undefined,
    }),
  }),
});

builder.objectField(ProviderInfoRef, 'capabilities', (t) =>
  t.field({
    type: CapabilitiesRef,
    nullable: false,
    description: 'What the provider can do in this graph, whether or not it is configured.',
    resolve: (provider) => provider,
  }),
);
