import type { UpstreamCache } from '../cache/upstream-cache.ts';
import type { Account } from '../domain/account.ts';
import type { Clock } from '../domain/clock.ts';
import { ProviderNotConfigured } from '../domain/errors.ts';
import type { ProviderEvent } from '../domain/provider-event.ts';
import type { ProviderStatus } from '../domain/provider-status.ts';
import type { UpstreamSettings } from '../domain/upstream-settings.ts';
import { createProviderClient } from '../http/provider-client.ts';
import type { OperationInput } from '../providers/operation.ts';
import type { Provider } from '../providers/provider.ts';
import { createRequestPolicy, type RequestPolicy } from '../resilience/request-policy.ts';
import type { SharedLimit } from '../resilience/shared-limit.ts';
import { type CallSource, createCallSource } from './call-source.ts';
import { createKeyObserver } from './key-observer.ts';
import { createOperationRunner, type OperationRunner } from './operation-runner.ts';
import { type AttemptOutcome, ProviderMonitor } from './provider-monitor.ts';

/** A provider's API as this process reaches it with one account, or a stand-in where there is no account. */
export interface Upstream extends OperationRunner {
  readonly provider: Provider;
  /** Identifies provider and account without revealing the key; `null` for a provider without an account. */
  readonly accountKey: string | null;
  /** The provider's calls by id, whichever operations it takes to read them. */
  readonly source: CallSource;
  readonly status: () => ProviderStatus;
  readonly close: () => void;
}

/** The settings and services that every upstream is created with. */
export interface UpstreamOptions {
  readonly settings: UpstreamSettings;
  readonly cache: UpstreamCache;
  /** The limits that replicas share under a name that identifies provider and account. */
  readonly limitOf?: (name: string) => SharedLimit;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onAttempt: (provider: string, operation: string, outcome: AttemptOutcome, seconds: number) => void;
  readonly onEvent?: (provider: string, account: Account, event: ProviderEvent) => void;
}

/** Once a provider states that nothing of its limit remains, but not until when, one request a second is sent. */
const EXHAUSTED_PAUSE_MS = 1_000;
const BACKOFF = { firstMs: 100, longestMs: 2_000 };

/** Connects a provider as `account`: HTTP below, policy around it, cache above. */
export function connectUpstream(provider: Provider, account: Account, options: UpstreamOptions): Upstream {
  const { settings, clock, limitOf } = options;
  const accountKey = `${provider.id}:${account.fingerprint}`;
  const concurrency = settings.concurrency.get(provider.id) ?? provider.concurrency;
  const onEvent = (event: ProviderEvent): void => options.onEvent?.(provider.id, account, event);
  const observeKey = createKeyObserver(onEvent);
  const monitor = new ProviderMonitor(clock, (operation, outcome, seconds) => {
    options.onAttempt(provider.id, operation, outcome, seconds);
    observeKey(outcome);
  });
  const policy = createRequestPolicy({
    ...settings,
    title: provider.title,
    backoff: BACKOFF,
    concurrency,
    requestsPerSecond: settings.requestsPerSecond.get(provider.id) ?? null,
    ...(limitOf !== undefined && { shared: limitOf(accountKey) }),
    clock,
    random: options.random,
    onEvent,
  });
  const limits = { ...settings, concurrency };
  const client = monitor.observe(
    createProviderClient(provider, account, limits, clock, (response) => {
      if (monitor.readLimit(response)) policy.pauseFor(EXHAUSTED_PAUSE_MS);
    }),
  );
  const runner = createOperationRunner({ provider, client, policy }, options.cache, accountKey);
  return {
    ...runner,
    provider,
    accountKey,
    source: createCallSource(provider, runner),
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

/** Stands in for a provider without an account: every operation rejects with `ProviderNotConfigured`. */
export function createUnconfiguredUpstream(provider: Provider): Upstream {
  const reject = async (_operation: unknown, { providerCallId }: OperationInput): Promise<never> => {
    throw notConfigured(provider, providerCallId ?? null);
  };
  const runner: OperationRunner = {
    run: reject,
    peek: () => undefined,
    refetch: reject,
    isCachedOrInFlight: () => false,
    put: () => {},
    watch: () => () => {},
  };
  return {
    ...runner,
    provider,
    accountKey: null,
    source: createCallSource(provider, runner),
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
  };
}

/** The error of a read from a provider without an account. */
export function notConfigured(provider: Provider, providerCallId: string | null): ProviderNotConfigured {
  const variable = `${provider.id.toUpperCase()}_API_KEY`;
  return new ProviderNotConfigured(
    { provider: provider.id, providerCallId },
    `This server has no key for ${provider.title}. The operator of this server can set ${variable}.`,
  );
}
