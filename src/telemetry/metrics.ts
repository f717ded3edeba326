import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Count, ProviderStatistics } from '../domain/provider-statistics.ts';
import type { ProviderStatus } from '../domain/provider-status.ts';
import { DurationHistogram } from './duration-histogram.ts';
import {
  createResponseMetrics,
  type ResponseMetrics,
  type ResponseMetricsOptions,
} from './response-metrics.ts';
import { Tally } from './tally.ts';

/** The values of the gauges at the time of a scrape. */
export interface Observed {
  readonly providers: Iterable<{ readonly id: string; readonly status: ProviderStatus }>;
  readonly cacheBytes: number;
  readonly cacheEntries: number;
  readonly logLinesDropped: number;
  readonly recordingsInFlight: number;
}

/** The metrics of this process, for Prometheus and for the graph's `providers` field. No label ever holds an id, a name or a key. */
export interface Metrics extends ResponseMetrics {
  readonly registry: Registry;
  /** Called after every GraphQL operation with its outcome. */
  readonly onOperation: (outcome: string, seconds: number) => void;
  onAttempt(provider: string, endpoint: string, outcome: string, seconds: number): void;
  onCacheRead(provider: string, outcome: string): void;
  onFastPathResponse(kind: FastPathResponseKind): void;
  /** Called after every response with a recording. `provider` is `null` where the link was rejected. */
  onRecording(provider: string | null, outcome: string): void;
  statisticsOf(provider: string): Promise<ProviderStatistics>;
}

export interface MetricsOptions extends ResponseMetricsOptions {
  /** The operations that read calls. Rejections of the key are counted from 0 for each operation, so that the first one is an increase. */
  readonly operations: Iterable<{ readonly provider: string; readonly endpoint: string }>;
}

/** The way in which the fast path produced a response. */
export type FastPathResponseKind = 'cached' | 'compiled' | 'executed';

const BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BREAKER_VALUE = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 } as const;

export function createMetrics(observe: () => Observed, options: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const attempts = new DurationHistogram({
    name: 'switchboard_upstream_request_duration_seconds',
    help: 'Requests to providers by outcome. Each retry counts as a request of its own.',
    labelNames: ['provider', 'endpoint', 'outcome'],
    bounds: BUCKETS_SECONDS,
    registry,
  });
  for (const { provider, endpoint } of options.operations)
    attempts.zero(provider, endpoint, 'PROVIDER_UNAUTHORIZED');
  const reads = new Tally({
    name: 'switchboard_cache_reads_total',
    help: 'Reads of calls by cache outcome.',
    labelNames: ['provider', 'outcome'],
    registry,
  });
  const operations = new DurationHistogram({
    name: 'switchboard_graphql_operation_duration_seconds',
    help: 'GraphQL operations by outcome: ok, partial, error, or stream for a subscription.',
    labelNames: ['outcome'],
    bounds: BUCKETS_SECONDS,
    registry,
  });
  const fastPathResponses = new Tally({
    name: 'switchboard_fast_path_responses_total',
    help: 'Responses of the fast path: cached, from a compiled operation, or executed by Yoga.',
    labelNames: ['kind'],
    registry,
  });
  const recordings = new Tally({
    name: 'switchboard_recording_responses_total',
    help: 'Responses to requests for recordings by outcome: ok, or the code of the error.',
    labelNames: ['provider', 'outcome'],
    registry,
  });
  registerLogLinesDropped(registry, observe);
  registerGauges(registry, observe);

  return {
    registry,
    ...createResponseMetrics(registry, options),
    onOperation: (outcome, seconds) => operations.observe(seconds, outcome),
    onAttempt: (provider, endpoint, outcome, seconds) =>
      attempts.observe(seconds, provider, endpoint, outcome),
    onCacheRead: (provider, outcome) => reads.increment(provider, outcome),
    onFastPathResponse: (kind) => fastPathResponses.increment(kind),
    onRecording: (provider, outcome) => recordings.increment(provider ?? 'none', outcome),
    async statisticsOf(provider) {
      const own = [...attempts.series].filter(({ labels }) => labels.provider === provider);
      const requests = own.map(({ labels, counts }) => ({ labels, count: sum(counts) }));
      return {
        requests: sum(requests.map(({ count }) => count)),
        latency: [...BUCKETS_SECONDS, null].map((seconds, bucket) => ({
          seconds,
          count: sum(own.map(({ counts }) => counts[bucket] ?? 0)),
        })),
        errors: byOutcome(requests).filter(({ name, count }) => name !== 'OK' && count > 0),
        cacheReads: byOutcome([...reads.counts()].filter(({ labels }) => labels.provider === provider)),
      };
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function byOutcome(
  counted: readonly { readonly labels: { readonly outcome: string }; readonly count: number }[],
): Count[] {
  const counts = new Map<string, number>();
  for (const { labels, count } of counted)
    counts.set(labels.outcome, (counts.get(labels.outcome) ?? 0) + count);
  return [...counts].map(([name, count]) => ({ name, count }));
}

function registerLogLinesDropped(registry: Registry, observe: () => Observed): void {
  new Counter({
    name: 'switchboard_log_lines_dropped_total',
    help: 'Log lines dropped because standard output took none.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(observe().logLinesDropped);
    },
  });
}

function registerGauges(registry: Registry, observe: () => Observed): void {
  const gauge = (name: string, help: string, read: (status: ProviderStatus) => number | null): void => {
    new Gauge({
      name,
      help,
      labelNames: ['provider'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { id, status } of observe().providers) {
          const value = read(status);
          if (value !== null) this.inc({ provider: id }, value);
        }
      },
    });
  };
  gauge('switchboard_provider_configured', '1 when the server has a key for the provider.', (s) =>
    Number(s.configured),
  );
  gauge('switchboard_provider_healthy', '1 when the latest request succeeded.', (s) =>
    s.healthy === null ? null : Number(s.healthy),
  );
  gauge(
    'switchboard_provider_breaker_state',
    '0 closed, 1 half open, 2 open.',
    (s) => BREAKER_VALUE[s.breakerState],
  );
  gauge('switchboard_provider_requests_in_flight', 'Requests in flight.', (s) => s.inFlight);
  gauge('switchboard_provider_requests_queued', 'Requests that wait in the queue.', (s) => s.queued);
  gauge(
    'switchboard_provider_rate_limit_remaining',
    'Requests left in the rate limit, as last stated by the provider.',
    (s) => s.rateLimit?.remaining ?? null,
  );
  gauge(
    'switchboard_provider_pause_seconds',
    'Seconds until requests are sent to the provider again.',
    (s) =>
      s.rateLimit?.pausedUntil ? Math.max(0, (s.rateLimit.pausedUntil.getTime() - Date.now()) / 1_000) : 0,
  );
  gaugeWithoutLabels(
    registry,
    'switchboard_cache_bytes',
    'Estimated bytes of the calls in the memory cache.',
    () => observe().cacheBytes,
  );
  gaugeWithoutLabels(
    registry,
    'switchboard_recordings_in_flight',
    'Recordings that are streamed to clients.',
    () => observe().recordingsInFlight,
  );
  gaugeWithoutLabels(
    registry,
    'switchboard_cache_entries',
    'Calls and absences in the memory cache.',
    () => observe().cacheEntries,
  );
}

function gaugeWithoutLabels(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
