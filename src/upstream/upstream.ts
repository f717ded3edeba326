import type { CallCache } from '../cache/upstream-cache.ts';
import type { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import type { ProviderStatus } from '../domain/provider-status.ts';
import type { UpstreamSettings } from '../domain/upstream-settings.ts';
import { createProviderClient, type ProviderClient } from '../http/provider-client.ts';
import type { Provider } from '../providers/provider.ts';
import { createRequestPolicy, type RequestPolicy } from '../resilience/request-policy.ts';
import type { SharedLimit } from '../resilience/shared-limit.ts';
import { type CallSource, createCallSource, createUnconfiguredSource } from './call-source.ts';
import { type AttemptOutcome, ProviderMonitor } from './provider-monitor.ts';

/** A provider as one account reaches it, or a provider without an account. */
export interface Upstream {
  readonly provider: Provider;
  readonly source: CallSource;
  readonly status: () => ProviderStatus;
  readonly close: () => void;
}

/** Everything that upstreams are made with, beside the provider and the account. */
export interface UpstreamOptions {
  readonly settings: UpstreamSettings;
  readonly cache: CallCache;
  /** The limits that replicas share under `name`, which identifies provider and account. */
  readonly limitOf?: (name: string) => SharedLimit;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onAttempt: (provider: string, endpoint: string, outcome: AttemptOutcome, seconds: number) => void;
}

/** Pause after a response that says that the rate limit is used up but not when it ends: one request a second tries. */
const EXHAUSTED_PAUSE_MS = 1_000;
const BACKOFF = { firstMs: 100, longestMs: 2_000 };

/** Connects a provider as `account`: the HTTP client, the policy around it, and the cache in front. */
export function connectUpstream(provider: Provider, account: Account, options: UpstreamOptions): Upstream {
  const { settings, clock, cache, limitOf } = options;
  const concurrency = settings.concurrency.get(provider.id) ?? provider.concurrency;
  const monitor = new ProviderMonitor(clock);
  const policy = createRequestPolicy({
    ...settings,
    title: provider.title,
    backoff: BACKOFF,
    concurrency,
    requestsPerSecond: settings.requestsPerSecond.get(provider.id) ?? null,
    ...(limitOf !== undefined && { shared: limitOf(`${provider.id}:${account.fingerprint}`) }),
    clock,
    random: options.random,
  });
  const client = createProviderClient(provider, account, { ...settings, concurrency }, clock, (answer) => {
    if (monitor.observe(answer)) policy.pauseFor(EXHAUSTED_PAUSE_MS);
  });
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

/** An upstream that rejects every read, for a provider without an account. */
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
