import type { Call } from '../src/domain/call.ts';
import type { Clock } from '../src/domain/clock.ts';
import type { ProviderStatistics } from '../src/domain/provider-statistics.ts';
import type { ProviderStatus } from '../src/domain/provider-status.ts';
import type { Scope } from '../src/domain/scope.ts';
import type { CallLoader } from '../src/loaders/call-loader.ts';
import type { SubscriptionLifetime } from '../src/loaders/watch-call.ts';
import type { Provider } from '../src/providers/provider.ts';

/** Counts of one request. */
export interface RequestMetrics {
  /** Requests to providers that left because of it, repeats included. */
  readonly upstreamRequests: number;
}

/** Everything that a resolver may reach. The server supplies one for each request. */
export interface GraphContext {
  /** One loader a provider, by the provider's id. They live as long as the request. */
  readonly loaders: Readonly<Record<string, CallLoader>>;
  /** Loaders that remember nothing yet, for an answer that goes on. */
  readonly newLoaders: () => GraphContext['loaders'];
  /** For whom such an answer goes on. */
  readonly subscriptionLifetime: SubscriptionLifetime;
  readonly clock: Clock;
  /** What the request has cost so far. */
  readonly metrics: RequestMetrics;
  /** What the client may see. */
  readonly scopes: ReadonlySet<Scope>;
  /** How each provider is doing, by the provider's id. */
  readonly providerStatus: (providerId: string) => ProviderStatus;
  /** What this process has counted, by the provider's id; `null` for a client that must not see others' traffic. */
  readonly providerStatistics: ((providerId: string) => Promise<ProviderStatistics>) | null;
}

/** The loader of `provider`, typed as the provider is: the registry's ids and the loaders' are the same. */
export function loaderOf<C extends Call>(
  context: Pick<GraphContext, 'loaders'>,
  provider: Provider<C>,
): CallLoader<C> {
  const loader = context.loaders[provider.id];
  if (loader === undefined) throw new Error(`No loader was made for ${provider.id}`);
  return loader as unknown as CallLoader<C>;
}
