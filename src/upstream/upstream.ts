import type { CallCache } from '../cache/upstream-cache.ts';
import type { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import type { ProviderStatus } from '../domain/provider-status.ts';
import { createProviderClient, type ProviderClient } from '../http/provider-client.ts';
import type { HttpLimits } from '../http/send-request.ts';
import type { Provider } from '../providers/provider.ts';
import { createRequestPolicy, type RequestPolicy } from '../resilience/request-policy.ts';
import type { SharedLimit } from '../resilience/shared-limit.ts';
import { type CallSource, createCallSource, createUnconfiguredSource } from './call-source.ts';
import { type AttemptOutcome, ProviderMonitor } from './provider-monitor.ts';

/** A provider as this process reaches it, or as one that it has no key for. */
export interface Upstream {
  readonly provider: Provider;
  readonly source: CallSource;
  readonly status: () => ProviderStatus;
  readonly close: () => void;
}

/** What every connection is made with. */
export interface UpstreamOptions {
  readonly http: HttpLimits;
  readonly deadlineMs: number;
  readonly retries: number;
  readonly maxQueued: number;
  /** Limits of our own, by provider id, in requests a second. */
  readonly requestsPerSecond: ReadonlyMap<string, number>;
  /** Limits of our own, by provider id, in requests at once; the provider's default where there is none. */
  readonly concurrency: ReadonlyMap<string, number>;
  readonly cache: CallCache;
  /** The limits that replicas share under a name that tells provider and account. */
  readonly limitOf?: (name: string) => SharedLimit;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onAttempt: (provider: string, endpoint: string, outcome: AttemptOutcome, seconds: number) => void;
}

/** When a provider says that nothing is left of its limit but not when there will be more, one request a second tries. */
const EXHAUSTED_PAUSE_MS = 1_000;
const BACKOFF = { firstMs: 100, longestMs: 2_000 };

/** Connects a provider as `account`: HTTP below, policy around it, cache above. */
export function connectUpstream(provider: Provider, account: Account, options: UpstreamOptions): Upstream {
  const { clock, cache, limitOf } = options;
  const concurrency = options.concurrency.get(provider.id) ?? provider.concurrency;
  const monitor = new ProviderMonitor(clock);
  const policy = createRequestPolicy({
    title: provider.title,
    deadlineMs: options.deadlineMs,
    retries: options.retries,
    backoff: BACKOFF,
    concurrency,
    maxQueued: options.maxQueued,
    requestsPerSecond: options.requestsPerSecond.get(provider.id) ?? null,
    ...(limitOf !== undefined && { shared: limitOf(`${provider.id}:${account.fingerprint}`) }),
    clock,
    random: options.random,
  });
  const client = createProviderClient(
    provider,
    account,
    { ...options.http, concurrency },
    clock,
    (answer) => {
      if (monitor.observe(answer)) policy.pauseFor(EXHAUSTED_PAUSE_MS);
    },
  );
  const watched: ProviderClient<Call> = {
    fetchCall: (endpoint, callId, signal, onSent, traceparent) =>
      monitor.watch(
        () => client.fetchCall(endpoint, callId, signal, onSent, traceparent),
        signal,
        (outcome, seconds) => options.onAttempt(provider.id, endpoint.name, outcome, seconds),
      ),
    close: () => client.close(),
  };
  return {
    provider,
    source: createCallSource({ provider, account, client: watched, policy, cache }),
    status: () => statusOf(policy, monitor, concurrency),
    close: () => client.close(),
  };
}

function statusOf(policy: RequestPolicy, monitor: ProviderMonitor, concurrencyLimit: number): ProviderStatus {
  const { breakerState, inFlight, queued, pausedUntil } = policy;
  const stated = monitor.rateLimit;
  const rateLimit =
    stated === null && pausedUntil === null ? null : { ...(stated ?? monitor.unstated), pausedUntil };
  const healthy = monitor.healthy === null ? null : monitor.healthy && breakerState === 'CLOSED';
  return { configured: true, healthy, breakerState, rateLimit, inFlight, queued, concurrencyLimit };
}

/** Stands in for a provider that nobody has a key for. */
export const createUnconfiguredUpstream = (provider: Provider): Upstream => ({
  provider,
  source: createUnconfiguredSource(provider),
  status: () => ({
    configured: false,
    healthy: null,
    breakerState: 'CLOSED',
    rateLimit: null,
    inFlight: 0,
    queued: 0,
    concurrencyLimit: provider.concurrency,
  }),
  close: () => {},
});
