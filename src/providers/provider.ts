import type { Call } from '../domain/call.ts';
import type { CallKey } from '../domain/call-key.ts';
import type { Json } from '../domain/json.ts';

/** What a provider sent for one call, before anyone has read it. */
export interface ProviderResponse {
  /** The body, decoded from JSON. */
  readonly body: Json;
  /** Which call was asked for; what a reader's errors name. */
  readonly callKey: CallKey;
  /** When the answer arrived. */
  readonly fetchedAt: Date;
}

/** One address at which a provider answers for a call. */
export interface Endpoint<C extends Call = Call> {
  /** The name in logs and metrics; unique within the provider. */
  readonly name: string;
  /** The path below the provider's base URL. The id arrives escaped for a single path segment. */
  readonly path: (escapedCallId: string) => string;
  /**
   * The fields of the graph that no other endpoint of the provider can answer, as dotted paths from the call.
   * An operation that selects none of them is answered by whichever endpoint is nearest to hand.
   */
  readonly exclusiveFields: readonly string[];
  /**
   * Opens the envelope and maps the record. `null` when the provider says that there is no such call. Throws
   * `ProviderRejected` for a refusal inside a success and `ProviderBadResponse` for an envelope without the call
   * asked for. A member that cannot be read costs that member only.
   */
  readonly read: (response: ProviderResponse) => C | null;
}

/**
 * A provider that nobody has connected yet: its address, its manners and its words. It holds no state, and knows
 * nothing of keys in particular, caches, retries or GraphQL.
 */
export interface Provider<C extends Call = Call> {
  /** Lower-case name: the prefix of global ids, and in upper case its `Provider` enum value and environment prefix. */
  readonly id: string;
  /** The name as the provider writes it. */
  readonly title: string;
  /** The documented server, without a trailing slash. */
  readonly baseUrl: string;
  /** The headers that carry a key. */
  readonly authorize: (apiKey: string) => Readonly<Record<string, string>>;
  /** What else a 401 may mean, beside a wrong key; a sentence. */
  readonly unauthorizedHint?: string;
  /** Requests that may be on their way to the provider at once. */
  readonly concurrency: number;
  /** At least one. The first is asked when any would do. */
  readonly endpoints: readonly [Endpoint<C>, ...Endpoint<C>[]];
  /** Makes one call of what several endpoints said about it. Required of a provider with several endpoints. */
  merge?(calls: readonly C[]): C;
}
