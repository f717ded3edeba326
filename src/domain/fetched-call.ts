import type { Call } from './call.ts';

/** What asking a provider for one call brought home. */
export interface FetchedCall<C extends Call> {
  /** `null` when the provider says that there is no such call. */
  readonly call: C | null;
  /** The body that the call was read from; `null` when there is no call. */
  readonly body: Buffer | null;
}
