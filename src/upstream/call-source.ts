import type { CacheOutcome, CacheReadContext, CallCache } from '../cache/upstream-cache.ts';
import type { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import { ProviderNotConfigured } from '../domain/errors.ts';
import type { Span } from '../domain/span.ts';
import type { ProviderClient } from '../http/provider-client.ts';
import { readBody } from '../http/read-body.ts';
import type { Endpoint, Provider } from '../providers/provider.ts';
import type { RequestPolicy } from '../resilience/request-policy.ts';
import { assemble } from './partial-call.ts';
import { codeOf, describeRead, traceAttempt } from './trace-attempt.ts';

/** On whose behalf calls are read. */
export interface ReadContext extends CacheReadContext {
  /** Told of each request that leaves because of this reader, repeats included; not of those it shares with others. */
  readonly onUpstreamRequest?: (() => void) | undefined;
  /** What the reads are for, where that is traced. A request that several readers share belongs to the first. */
  readonly span?: Span | undefined;
}

/** The same reader, its reads part of another span. */
export const withSpan = (context: ReadContext, span: Span): ReadContext => ({
  signal: context.signal,
  onCacheRead: context.onCacheRead,
  onUpstreamRequest: context.onUpstreamRequest,
  span,
});

/** One provider's calls, as everyone above sees them: by id, read through the cache. */
export interface CallSource<C extends Call = Call> {
  /** The provider's id. */
  readonly provider: string;
  /**
   * The call, or `null` when the provider says that there is none. `endpoints` are those without which the
   * selected fields cannot be answered; an empty list leaves the choice open. When one of several fails, its error
   * stands in the call in the place of each field that no other endpoint has. Rejects with a `ProviderError`, or with
   * the reason of the reader's signal.
   */
  read(callId: string, endpoints: readonly Endpoint<C>[], context?: ReadContext): Promise<C | null>;
}

export interface CallSourceOptions<C extends Call> {
  readonly provider: Provider<C>;
  readonly account: Account;
  readonly client: ProviderClient<C>;
  readonly policy: RequestPolicy;
  readonly cache: CallCache;
}

/** Reads calls of a provider that is connected. */
export function createCallSource<C extends Call>(connection: CallSourceOptions<C>): CallSource<C> {
  const { provider, account, client, policy, cache } = connection;
  const prefix = `${provider.id}:${account.fingerprint}`;
  const keyOf = (endpoint: Endpoint<C>, callId: string): string => `${prefix}:${endpoint.name}:${callId}`;
  const merge = createMerge(provider);

  const readThrough = (
    endpoint: Endpoint<C>,
    callId: string,
    context: ReadContext,
    onOutcome?: (outcome: CacheOutcome) => void,
  ): Promise<C | null> => {
    const callKey = { provider: provider.id, providerCallId: callId };
    const { span } = context;
    return cache.read(
      keyOf(endpoint, callId),
      {
        fetch: (flight, waitedMs) => {
          let resends = 0;
          return policy.run(
            callKey,
            (signal, onSent) => {
              context.onUpstreamRequest?.();
              if (span === undefined) return client.fetchCall(endpoint, callId, signal, onSent);
              const about = { attributes: describeRead(provider.id, endpoint.name), resends, signal };
              resends += 1;
              return traceAttempt(span, about, (traceparent) =>
                client.fetchCall(endpoint, callId, signal, onSent, traceparent),
              );
            },
            flight,
            waitedMs,
          );
        },
        parse: ({ body, fetchedAtMs }) =>
          body === null
            ? { call: null, body }
            : readBody(provider, endpoint, { body, hasStatedEnd: true, callKey, fetchedAtMs }),
        ...(onOutcome && { onOutcome }),
      },
      context,
    );
  };

  const readFrom = (endpoint: Endpoint<C>, callId: string, context: ReadContext): Promise<C | null> =>
    context.span === undefined
      ? readThrough(endpoint, callId, context)
      : readTraced(endpoint, callId, context, context.span);

  const readTraced = async (
    endpoint: Endpoint<C>,
    callId: string,
    context: ReadContext,
    parent: Span,
  ): Promise<C | null> => {
    const span = parent.begin('cache read', { attributes: describeRead(provider.id, endpoint.name) });
    try {
      return await readThrough(endpoint, callId, withSpan(context, span), (outcome) =>
        span.set({ 'switchboard.cache.outcome': outcome }),
      );
    } catch (error) {
      span.fail(codeOf(error, context.signal));
      throw error;
    } finally {
      span.end();
    }
  };

  const [firstOfAll, ...restOfAll] = provider.endpoints;

  /** Any endpoint will do: one whose answer is here or on its way, else the first. */
  const nearest = (callId: string): Endpoint<C> =>
    (restOfAll.length > 0 &&
      provider.endpoints.find((endpoint) => cache.isCachedOrInFlight(keyOf(endpoint, callId)))) ||
    firstOfAll;

  const readAll = async (
    endpoints: readonly Endpoint<C>[],
    callId: string,
    context: ReadContext,
  ): Promise<C | null> => {
    const outcomes = endpoints.map(async (endpoint) => {
      const [result] = await Promise.allSettled([readFrom(endpoint, callId, context)]);
      return { endpoint, result };
    });
    return assemble(await Promise.all(outcomes), merge);
  };

  return {
    provider: provider.id,
    read(callId, endpoints, context = {}) {
      const wanted =
        endpoints.length === 0 ? [] : provider.endpoints.filter((each) => endpoints.includes(each));
      const [first = nearest(callId), ...others] = wanted;
      return others.length === 0 ? readFrom(first, callId, context) : readAll(wanted, callId, context);
    },
  };
}

/** Stands in for a provider that this server has no key for. */
export const createUnconfiguredSource = (provider: Provider): CallSource => ({
  provider: provider.id,
  read: async (providerCallId) => {
    const variable = `${provider.id.toUpperCase()}_API_KEY`;
    throw new ProviderNotConfigured(
      { provider: provider.id, providerCallId },
      `This server has no key for ${provider.title}. Its operator can set ${variable}.`,
    );
  },
});

/** Merges what several endpoints said, once for each pair of answers rather than once a query. */
function createMerge<C extends Call>(provider: Provider<C>): (calls: readonly C[]) => C | null {
  const merged = new WeakMap<C, { readonly from: readonly C[]; readonly call: C }>();
  return (calls) => {
    const [first] = calls;
    if (first === undefined) return null;
    if (calls.length === 1 || provider.merge === undefined) return first;
    const known = merged.get(first);
    if (known?.from.every((call, index) => call === calls[index])) return known.call;
    const call = provider.merge(calls);
    merged.set(first, { from: calls, call });
    return call;
  };
}
