import type { BreakerState, RateLimitStatus } from '../../src/domain/provider-status.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { builder } from '../builder.ts';
import { providers } from '../providers.ts';
import { describeEnum } from './describe-enum.ts';
import { ProviderRef } from './provider.ts';
import { StatisticsRef } from './provider-statistics.ts';

const BreakerStateRef = describeEnum<BreakerState>(
  'BreakerState',
  'Whether this server lets requests to a provider through.',
  {
    CLOSED: 'All requests pass.',
    HALF_OPEN: 'One request passes, to test whether the provider has recovered.',
    OPEN: 'No request passes, because the provider failed too often. Requests are tried again after a while.',
  },
);

const RateLimitRef = builder.objectRef<RateLimitStatus>('ProviderRateLimit').implement({
  description: 'The rate limit that a provider last stated in its response headers.',
  fields: (t) => ({
    limit: t.exposeInt('limit', {
      nullable: true,
      description: "Number of requests allowed in the provider's window. Null when it did not say.",
    }),
    remaining: t.exposeInt('remaining', {
      nullable: true,
      description: 'Number of requests left in that window. Null when the provider did not say.',
    }),
    pausedUntil: t.expose('pausedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'End of the pause that the provider asked for. Null when requests may be sent.',
    }),
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the provider stated the limit.',
    }),
  }),
});

export const ProviderInfoRef = builder.objectRef<Provider>('ProviderInfo').implement({
  description: 'A provider and its state, as far as this process has seen.',
  fields: (t) => ({
    provider: t.field({
      type: ProviderRef,
      nullable: false,
      description: 'The provider, as calls name it.',
      resolve: ({ id }) => id,
    }),
    name: t.exposeString('title', {
      nullable: false,
      description: "The provider's name as it writes it itself, for display.",
    }),
    configured: t.boolean({
      nullable: false,
      description: 'Whether this server has an API key for the provider.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).configured,
    }),
    healthy: t.boolean({
      nullable: true,
      description: 'Whether the last requests succeeded. Null until the first request to the provider.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).healthy,
    }),
    breakerState: t.field({
      type: BreakerStateRef,
      nullable: false,
      description: 'Whether this server lets requests to the provider through.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).breakerState,
    }),
    rateLimit: t.field({
      type: RateLimitRef,
      nullable: true,
      description: 'The rate limit that the provider last stated. Null when it never stated one.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).rateLimit,
    }),
    inFlight: t.int({
      nullable: false,
      description: 'Number of requests to the provider that are in flight now.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).inFlight,
    }),
    queued: t.int({
      nullable: false,
      description: 'Number of requests that wait to be sent to the provider now.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).queued,
    }),
    statistics: t.field({
      type: StatisticsRef,
      nullable: true,
      description:
        'Counts since the process started. Null for clients that use provider accounts of their own.',
      resolve: ({ id }, _args, { providerStatistics }) => providerStatistics?.(id) ?? null,
    }),
    concurrencyLimit: t.int({
      nullable: false,
      description: 'Most requests to the provider that may be in flight at once.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).concurrencyLimit,
    }),
  }),
});

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderInfoRef],
    nullable: false,
    description: 'Every provider that this graph knows, configured or not.',
    resolve: () => providers,
  }),
);
