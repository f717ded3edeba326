import { createHash } from 'node:crypto';
import type { CallCache } from '../cache/call-cache.ts';
import type { Call } from '../domain/call.ts';
import { ProviderNotConfigured } from '../domain/errors.ts';
import type { Account, ProviderClient } from '../http/provider-client.ts';
import { readBody } from '../http/read-body.ts';
import type { Endpoint, Provider } from '../providers/provider.ts';
import type { RequestPolicy } from '../resilience/request-policy.ts';
import { assemble } from './partial-call.ts';

/** On whose behalf calls are read. */
export interface Reader {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  /** Told of each request that leaves because of this reader, repeats included; not of those it shares with others. */
  readonly onUpstreamRequest?: () => void;
}

/** One provider's calls, as everyone above sees them: by id, read through the cache. */
export interface CallSource<C extends Call = Call> {
  /**
   * The call, or `null` when the provider says that there is none. `endpoints` are those without which the
   * selected fields cannot be answered; an empty list leaves the choice open. When one of several fails, its error
   * stands in the call in the place of each field that no other endpoint has. Rejects with a `ProviderError`, or with
   * the reason of the reader's signal.
   */
  read(callId: string, endpoints: readonly Endpoint<C>[], reader?: Reader): Promise<C | null>;
}

export interface Connection<C extends Call> {
  readonly provider: Provider<C>;
  readonly account: Account;
  readonly client: ProviderClient<C>;
  readonly policy: RequestPolicy;
  readonly cache: CallCache;
}

/** Names an account without telling its key: what keeps one tenant's entries from another's. */
export const fingerprintOf = (account: Account): string =>
  createHash('sha256').update(`${account.baseUrl}\n${account.apiKey}`).digest('base64url').slice(0, 16);

/** Reads calls of a provider that is connected. */
export function createCallSource<C extends Call>(connection: Connection<C>): CallSource<C> {
  const { provider, account, client, policy, cache } = connection;
  const prefix = `${provider.id}:${fingerprintOf(account)}`;
  const keyOf = (endpoint: Endpoint<C>, callId: string): string => `${prefix}:${endpoint.name}:${callId}`;
  const merge = createMerge(provider);

  const readFrom = (endpoint: Endpoint<C>, callId: string, reader: Reader): Promise<C | null> => {
    const asked = { provider: provider.id, providerCallId: callId };
    return cache.read(
      keyOf(endpoint, callId),
      {
        fetch: (flight, waitedMs) =>
          policy.run(
            asked,
            (attempt, onSent) => {
              reader.onUpstreamRequest?.();
              return client.fetchCall(endpoint, callId, attempt, onSent);
            },
            flight,
            waitedMs,
          ),
        reread: ({ text, fetchedAtMs }) =>
          text === null
            ? { call: null, text }
            : readBody(provider, endpoint, { text, hasStatedEnd: true, asked, fetchedAtMs }),
      },
      reader.signal,
    );
  };

  /** Any endpoint will do: one whose answer is here or on its way, else the first. */
  const nearest = (callId: string): Endpoint<C> =>
    provider.endpoints.find((endpoint) => cache.isAtHand(keyOf(endpoint, callId))) ?? provider.endpoints[0];

  return {
    async read(callId, endpoints, reader = {}) {
      const [first = nearest(callId), ...others] = provider.endpoints.filter((each) =>
        endpoints.includes(each),
      );
      if (others.length === 0) return readFrom(first, callId, reader);
      const asked = [first, ...others];
      const outcomes = asked.map(async (endpoint) => {
        const [result] = await Promise.allSettled([readFrom(endpoint, callId, reader)]);
        return { endpoint, result };
      });
      return assemble(await Promise.all(outcomes), merge);
    },
  };
}

/** Stands in for a provider that this server has no key for. */
export const createUnconfiguredSource = (provider: Provider): CallSource => ({
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
