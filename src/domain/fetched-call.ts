import type { Call } from './call.ts';

/** What asking a provider for one call brought home. */
export interface FetchedCall<C extends Call> {
  /** `null` when the provider says that there is no such call. */
  readonly call: C | null;
  /** Length of what the provider sent, in characters: what the call weighs in a cache. */
  readonly size: number;
}
