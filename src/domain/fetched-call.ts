import type { Call } from './call.ts';

/** What asking a provider for one call brought home. */
export interface FetchedCall<C extends Call> {
  /** `null` when the provider says that there is no such call. */
  readonly call: C | null;
  /** The body that says so; `null` when a status did. */
  readonly body: Buffer | null;
}
