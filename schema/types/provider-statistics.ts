import type { Count, LatencyBucket, ProviderStatistics } from '../../src/domain/provider-statistics.ts';
import { builder } from '../builder.ts';
import { describeEnum } from './describe-enum.ts';

const FAILURES = {
  PROVIDER_UNAUTHORIZED: "The provider rejected this server's API key.",
  PROVIDER_RATE_LIMITED: 'The provider asked for a pause.',
  PROVIDER_REJECTED: 'The provider rejected the request.',
  PROVIDER_UNAVAILABLE: 'The provider could not be reached or failed itself.',
  PROVIDER_TIMEOUT: 'The provider did not respond in time.',
  PROVIDER_BAD_RESPONSE: 'The response did not hold the call.',
  ABORTED: 'This server aborted the request, because every client that waited for it had gone.',
};
type Failure = keyof typeof FAILURES;

const FailureRef = describeEnum<Failure>(
  'ProviderRequestFailure',
  'How a request to a provider failed.',
  FAILURES,
);

const OUTCOMES = {
  FRESH: 'From the memory of this process, recent enough to serve as it is.',
  REVALIDATING: 'From memory at once, while a newer copy was fetched in the background.',
  SHARED: 'From the cache that replicas share.',
  COALESCED: 'From a request for the same call that was already in flight.',
  FETCHED: 'From a new request to the provider.',
  STALE_IF_ERROR: 'From memory, past its age, because the provider failed.',
};
type CacheReadOutcome = keyof typeof OUTCOMES;

const OutcomeRef = describeEnum<CacheReadOutcome>(
  'CacheReadOutcome',
  'Where a read of a call found its copy.',
  OUTCOMES,
);

const FailureCountRef = builder.objectRef<Count<Failure>>('ProviderFailureCount').implement({
  description: 'How many requests to a provider failed in one way.',
  fields: (t) => ({
    failure: t.expose('name', { type: FailureRef, nullable: false, description: 'How they failed.' }),
    count: t.exposeInt('count', {
      nullable: false,
      description: 'Number of failed requests since the process started.',
    }),
  }),
});

const CacheReadCountRef = builder.objectRef<Count<CacheReadOutcome>>('CacheReadCount').implement({
  description: 'How many reads of calls found their copy in one place.',
  fields: (t) => ({
    outcome: t.expose('name', {
      type: OutcomeRef,
      nullable: false,
      description: 'Where the copies were found.',
    }),
    count: t.exposeInt('count', {
      nullable: false,
      description: 'Number of reads since the process started.',
    }),
  }),
});

const LatencyBucketRef = builder.objectRef<LatencyBucket>('ProviderLatencyBucket').implement({
  description:
    'How many requests took at most `seconds` and longer than the bucket before. Buckets are not cumulative.',
  fields: (t) => ({
    seconds: t.exposeFloat('seconds', {
      nullable: true,
      description: 'Upper bound of the bucket, in seconds. Null for the last bucket, which has no bound.',
    }),
    count: t.exposeInt('count', { nullable: false, description: 'Number of requests in the bucket.' }),
  }),
});

export const StatisticsRef = builder.objectRef<ProviderStatistics>('ProviderStatistics').implement({
  description: 'What this process has counted of a provider since it started.',
  fields: (t) => ({
    requests: t.exposeInt('requests', {
      nullable: false,
      description: 'Number of requests sent, with each retry counted.',
    }),
    latency: t.expose('latency', {
      type: [LatencyBucketRef],
      nullable: false,
      description: 'How long requests took, from sending to the last byte of the response.',
    }),
    errors: t.field({
      type: [FailureCountRef],
      nullable: false,
      description:
        'Number of failed requests by how they failed. A failure that never occurred has no entry.',
      resolve: ({ errors }) => errors.filter(isFailureCount),
    }),
    cacheReads: t.field({
      type: [CacheReadCountRef],
      nullable: false,
      description:
        'Number of reads of calls by where they found their copy. A place that was never used has no entry.',
      resolve: ({ cacheReads }) =>
        cacheReads.map(({ name, count }) => ({ name: enumWord(name), count })).filter(isCacheReadCount),
    }),
  }),
});

const enumWord = (label: string): string => label.toUpperCase().replaceAll('-', '_');

const isFailureCount = (count: Count): count is Count<Failure> => Object.hasOwn(FAILURES, count.name);

const isCacheReadCount = (count: Count): count is Count<CacheReadOutcome> =>
  Object.hasOwn(OUTCOMES, count.name);
