import type { Count, LatencyBucket, ProviderStatistics } from '../../src/domain/provider-statistics.ts';
import type { BreakerState, RateLimitStatus } from '../../src/domain/provider-status.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { builder } from '../builder.ts';
import { enumValueName } from '../graph-names.ts';
import { providerBindings } from '../providers.ts';
import { CallRef } from './call.ts';
import { describeEnum } from './describe-enum.ts';

const ProviderRef = builder.enumType('Provider', {
  description: 'A provider of AI phone calls. In lower case, the name is the prefix of its calls’ ids.',
  values: Object.fromEntries(
    providerBindings.map(({ provider }) => [
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

const BreakerStateRef = describeEnum<BreakerState>(
  'BreakerState',
  'Whether this server lets requests to a provider through.',
  {
    CLOSED: 'All pass.',
    HALF_OPEN: 'One passes, to see whether the provider has recovered.',
    OPEN: 'None pass: the provider failed too often, and is left alone for a while.',
  },
);

const RateLimitRef = builder.objectRef<RateLimitStatus>('ProviderRateLimit').implement({
  description: 'The limit that a provider last stated in its headers.',
  fields: (t) => ({
    limit: t.exposeInt('limit', {
      nullable: true,
      description: 'Requests allowed in the provider’s window.',
    }),
    remaining: t.exposeInt('remaining', { nullable: true, description: 'Requests left in that window.' }),
    pausedUntil: t.expose('pausedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the provider asked to be left alone. Null when requests may go out.',
    }),
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the provider said so.',
    }),
  }),
});

const CountRef = builder.objectRef<Count>('ProviderCount').implement({
  description: 'How often something happened since the process started.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: false, description: 'What happened.' }),
    count: t.exposeInt('count', { nullable: false, description: 'How often.' }),
  }),
});

const LatencyBucketRef = builder.objectRef<LatencyBucket>('ProviderLatencyBucket').implement({
  description: 'How many requests took at most so long, and longer than the bucket before allows.',
  fields: (t) => ({
    seconds: t.exposeFloat('seconds', {
      nullable: true,
      description: 'Longest time in the bucket, in seconds. Null for the last, which has no end.',
    }),
    count: t.exposeInt('count', { nullable: false, description: 'Requests in the bucket.' }),
  }),
});

const StatisticsRef = builder.objectRef<ProviderStatistics>('ProviderStatistics').implement({
  description: 'What this process has counted of a provider since it started.',
  fields: (t) => ({
    requests: t.exposeInt('requests', {
      nullable: false,
      description: 'Requests sent, repeats counted singly.',
    }),
    latency: t.expose('latency', {
      type: [LatencyBucketRef],
      nullable: false,
      description: 'How long requests took, from sending to the last byte.',
    }),
    errors: t.expose('errors', {
      type: [CountRef],
      nullable: false,
      description: 'Failed requests by error code; `ABORTED` for those that nobody waited for any more.',
    }),
    cacheReads: t.expose('cacheReads', {
      type: [CountRef],
      nullable: false,
      description:
        'Reads of calls by how they were answered: `fresh` and `revalidating` from memory at once, `shared` from the cache that replicas share, `coalesced` by a request already under way, `fetched` by a new one, `stale-if-error` from memory because the provider failed.',
    }),
  }),
});

const ProviderInfoRef = builder.objectRef<Provider>('ProviderInfo').implement({
  description: 'A provider, and how it is doing as far as this process has seen.',
  fields: (t) => ({
    provider: t.field({
      type: ProviderRef,
      nullable: false,
      description: 'The provider, as calls name it.',
      resolve: ({ id }) => id,
    }),
    name: t.exposeString('title', {
      nullable: false,
      description: 'The provider’s name as it writes it itself.',
    }),
    configured: t.boolean({
      nullable: false,
      description: 'Whether this server has a key for the provider.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).configured,
    }),
    healthy: t.boolean({
      nullable: true,
      description:
        'Whether the last requests were answered. Null until the provider has been asked for the first time.',
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
      description: 'The limit that the provider last stated. Null when it never did.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).rateLimit,
    }),
    inFlight: t.int({
      nullable: false,
      description: 'Requests on their way to the provider at this moment.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).inFlight,
    }),
    queued: t.int({
      nullable: false,
      description: 'Requests waiting for their turn at this moment.',
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
      description: 'Most requests that may be on their way to the provider at once.',
      resolve: ({ id }, _args, { providerStatus }) => providerStatus(id).concurrencyLimit,
    }),
  }),
});

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderInfoRef],
    nullable: false,
    description: 'Every provider that this graph knows, configured or not.',
    resolve: () => providerBindings.map(({ provider }) => provider),
  }),
);
