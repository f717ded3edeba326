import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import type { CallKey } from '../src/domain/call-key.ts';
import type { Clock } from '../src/domain/clock.ts';
import type { JsonObject } from '../src/domain/json.ts';
import type { ProviderStatistics } from '../src/domain/provider-statistics.ts';
import type { ProviderStatus } from '../src/domain/provider-status.ts';
import type { Scope } from '../src/domain/scope.ts';
import type { UpstreamFailure } from '../src/domain/upstream-failure.ts';
import type { CallLoader } from '../src/loaders/call-loader.ts';
import type { CallLogLoader } from '../src/loaders/call-log-loader.ts';
import type { ReadTimeouts } from '../src/loaders/read-timeouts.ts';
import type { SubscriptionLifetime } from '../src/loaders/watch-call.ts';
import type { Provider } from '../src/providers/provider.ts';

/** Counts of one request. */
export interface RequestMetrics {
  /** Requests to providers that left because of this request, retries included. */
  readonly upstreamRequests: number;
  /** The failures of the request's reads, those that clients see as data included. */
  readonly upstreamFailures: readonly UpstreamFailure[];
}

/** A link of this server that plays a recording. */
export interface PlaybackLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/** Links to recordings that are played through this server, with the accounts of the request's client. */
export interface Playback {
  /** Whether the provider serves recordings from an endpoint of their own. */
  hasEndpoint(providerId: string): boolean;
  /** Signs a link that plays the call's recording; `null` where the client has no account for the provider. */
  linkTo(callKey: CallKey): PlaybackLink | null;
}

/** Bounds what one response may hold. */
export interface ResponseFieldCounter {
  /** Fields counted so far. */
  readonly count: number;
  /**
   * Counts the items of the list that the field at `info` returns. Throws once, when the response has too many fields, and
   * is false from then on: the response is rejected, so that no further list need be resolved.
   */
  addList(info: GraphQLResolveInfo, items: number): boolean;
  /** Called when the operation is executed again. */
  reset(): void;
}

/** Bounds the errors that one response tells of. */
export interface ResponseErrorCounter {
  /** Counts an error of the field at `info`. False when the response has too many already. */
  admit(info: Pick<GraphQLResolveInfo, 'rootValue'>): boolean;
  /** Errors that were not admitted. */
  readonly leftOut: number;
  /** Called when the operation is executed again. */
  reset(): void;
}

/** Everything that a resolver may reach. The server creates one for each request. */
export interface GraphContext {
  /** One loader a provider, by the provider's id. They live as long as the request. */
  readonly loaders: Readonly<Record<string, CallLoader>>;
  /** The call logs and the agents of all providers. They live as long as the request. */
  readonly callLog: CallLogLoader;
  /** Creates loaders with an empty memo, for a subscription's next read. */
  readonly newLoaders: () => GraphContext['loaders'];
  /** The lifetime of this request's subscription. */
  readonly subscriptionLifetime: SubscriptionLifetime;
  /** The longest waits that this request's fields ask for by `timeoutMs`. */
  readonly readTimeouts: ReadTimeouts;
  readonly responseFields: ResponseFieldCounter;
  readonly responseErrors: ResponseErrorCounter;
  readonly clock: Clock;
  /** The cost of the request so far. */
  readonly metrics: RequestMetrics;
  /** The scopes that the client holds. */
  readonly scopes: ReadonlySet<Scope>;
  readonly playback: Playback;
  /** Builds the vCon of a call, once for each call of the request. */
  readonly toVcon: (call: Call) => JsonObject;
  /** The state of each provider, by the provider's id. */
  readonly providerStatus: (providerId: string) => ProviderStatus;
  /** The statistics of this process, by the provider's id; `null` for a client that must not see others' traffic. */
  readonly providerStatistics: ((providerId: string) => Promise<ProviderStatistics>) | null;
}

/** The loader of `provider`, typed as the provider is. The ids of the registry and of the loaders are the same. */
export function loaderOf<C extends Call>(
  context: Pick<GraphContext, 'loaders'>,
  provider: Provider<C>,
): CallLoader<C> {
  const loader = context.loaders[provider.id];
  if (loader === undefined) throw new Error(`The context has no loader for provider ${provider.id}`);
  return loader as unknown as CallLoader<C>;
}
