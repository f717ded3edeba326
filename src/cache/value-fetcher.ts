import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { FetchedValue } from '../domain/fetched-value.ts';
import type { Lifetime } from '../domain/freshness.ts';
import type { SharedEntry } from './shared-cache.ts';

/** The way in which a read was served. */
export type CacheOutcome = 'fresh' | 'revalidating' | 'stale-if-error' | 'shared' | 'fetched' | 'coalesced';

/** The provider of a value, and how long the value may be served. */
export interface ValueOrigin<Value extends object> {
  /** The provider's id. */
  readonly provider: string;
  lifetime(value: Value | null): Lifetime;
  /** The longest body, in bytes, that is kept as it came until the value is read a second time. Default: 8 KB. */
  readonly maxUnparsedBytes?: number | undefined;
}

/** Fetches a value that memory does not have. */
export interface ValueFetcher<Value extends object> extends ValueOrigin<Value> {
  /** Sends the request. `waitedMs` is how long the readers have waited already. Rejects with a `ProviderError`. */
  fetch(signal: AbortSignalLike, waitedMs: number): Promise<FetchedValue<Value>>;
  /** Parses a body that this or another process received, as of when it arrived. Throws when it cannot be parsed. */
  parse(copy: SharedEntry): FetchedValue<Value>;
  /** Called with the outcome of the read. */
  onOutcome?(outcome: CacheOutcome): void;
}
