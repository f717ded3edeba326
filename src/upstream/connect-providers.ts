import type { CallCache } from '../cache/call-cache.ts';
import type { Clock } from '../domain/clock.ts';
import type { ProviderStatus } from '../domain/provider-status.ts';
import { type Account, createProviderClient, type HttpLimits } from '../http/provider-client.ts';
import type { Provider } from '../providers/provider.ts';
import { createRequestPolicy } from '../resilience/request-policy.ts';
import { type CallSource, createCallSource, createUnconfiguredSource } from './call-source.ts';

/** A provider as this process reaches it, or as one that it has no key for. */
export interface ConnectedProvider {
  readonly provider: Provider;
  readonly source: CallSource;
  readonly status: () => ProviderStatus;
  readonly close: () => void;
}

export interface UpstreamOptions {
  readonly http: HttpLimits;
  readonly deadlineMs: number;
  readonly cache: CallCache;
  readonly clock: Clock;
}

/** Connects a provider as `account`, or stands in for it when there is none. */
export function connectProvider(
  provider: Provider,
  account: Account | undefined,
  options: UpstreamOptions,
): ConnectedProvider {
  if (account === undefined) {
    return {
      provider,
      source: createUnconfiguredSource(provider),
      status: () => ({ ...IDLE, concurrencyLimit: provider.concurrency }),
      close: () => {},
    };
  }
  const { cache, clock, deadlineMs } = options;
  const client = createProviderClient(provider, account, options.http, clock);
  const policy = createRequestPolicy({ deadlineMs, concurrency: provider.concurrency });
  return {
    provider,
    source: createCallSource({ provider, account, client, policy, cache }),
    status: () => ({
      ...IDLE,
      configured: true,
      inFlight: policy.inFlight,
      queued: policy.queued,
      concurrencyLimit: provider.concurrency,
    }),
    close: () => client.close(),
  };
}

const IDLE: Omit<ProviderStatus, 'concurrencyLimit'> = {
  configured: false,
  healthy: null,
  breakerState: 'CLOSED',
  rateLimit: null,
  inFlight: 0,
  queued: 0,
};
