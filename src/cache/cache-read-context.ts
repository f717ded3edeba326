import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { ProviderError } from '../domain/errors.ts';
import type { EntryVersion } from './entry.ts';

/** The reader of one value. */
export interface CacheReadContext {
  /** Aborted when the reader has left. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the version of the entry that was served fresh; with `null` for everything else that was served. */
  readonly onCacheRead?: ((key: string, version: EntryVersion | null) => void) | undefined;
  /** Called with the failure when an old value is served in its place. */
  readonly onStale?: ((failure: ProviderError) => void) | undefined;
}
