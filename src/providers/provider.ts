import type { Call } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import type { ProviderAbilities } from './abilities.ts';
import type { ProviderOperation, ProviderResponse } from './operation.ts';

/** A response about one call. */
export type CallResponse = ProviderResponse<CallKey>;

/** Reads one call, or part of it, by the provider's own id. */
export interface CallOperation<C extends Call = Call> extends ProviderOperation<CallKey, C> {
  /**
   * Whether the response alone provides the fields that every call has, those of `Call`. An operation that provides only
   * a part of a call, such as its transcript, is read beside one that has them, or alone when nothing but its exclusive
   * fields is selected. Its result has `null` for every other member.
   */
  readonly hasCommonFields: boolean;
  /**
   * The fields of the graph that no other operation with common fields can provide, as dotted paths from the call. The
   * operation is read when a query selects one of them.
   */
  readonly exclusiveFields: readonly string[];
}

/** A call operation that can serve a query on its own. */
export interface CommonCallOperation<C extends Call = Call> extends CallOperation<C> {
  readonly hasCommonFields: true;
}

/** One operation, or several and the way to merge their results. The first is read when any would do. */
type GetCall<C extends Call> =
  | { readonly getCall: readonly [CommonCallOperation<C>]; readonly merge?: never }
  | {
      readonly getCall: readonly [CommonCallOperation<C>, CallOperation<C>, ...CallOperation<C>[]];
      /** Merges the results of several operations, in the order of `getCall`. */
      merge(calls: readonly C[]): C;
    };

/** The part of a provider that does not depend on how many operations it takes to read a call. */
interface ProviderDescription<C extends Call> extends ProviderAbilities<C> {
  /** Lower-case name: the prefix of global ids, and in upper case its `Provider` enum value and environment prefix. */
  readonly id: string;
  /** The name as the provider writes it. */
  readonly title: string;
  /** The documented server, without a trailing slash. */
  readonly baseUrl: string;
  /** The headers that carry a key. */
  readonly authorize: (apiKey: string) => Readonly<Record<string, string>>;
  /** Another cause of a 401 than a wrong key; a sentence. */
  readonly unauthorizedHint?: string;
  /** Most requests in flight to the provider at once, unless the settings say otherwise. */
  readonly concurrency: number;
}

/**
 * A provider that is not connected yet: its endpoints, its authentication and its vocabulary. It holds no state, and
 * knows nothing of particular keys, caches, retries or GraphQL.
 */
export type Provider<C extends Call = Call> = ProviderDescription<C> & GetCall<C>;
