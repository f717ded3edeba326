import type { RecordingGrant } from './recording-link.ts';

/** The location from which a recording can be read at the moment. */
export interface RecordingSource {
  /** From a provider's record or response. It is checked before anything is sent to it. */
  readonly url: string;
  /** `Account.baseUrl`. The headers go to its origin only; http and loopback are accepted only where it is loopback. */
  readonly baseUrl: string;
  /** The headers that carry the account's key. Absent for a URL that needs none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** True where the provider documents that the URL redirects to the recording. Default false. */
  readonly followRedirect?: boolean;
  /** The meaning of a 404 or 410 at a renewed URL. Default `gone`. */
  readonly whenMissing?: 'not-ready' | 'gone';
}

export interface ResolveRecordingOptions {
  /** True after the host rejected the URL that was resolved before: neither a record nor a cache is fresh enough. */
  readonly renew: boolean;
  /** Aborted when the client has gone or the time is over. */
  readonly signal: AbortSignal;
}

/**
 * Finds the source of a call's recording, each time that a client plays or seeks. `not-ready` means that it may come
 * yet, `gone` that it will not. Rejects with a `ProviderError` where the provider could not say.
 */
export type ResolveRecording = (
  grant: RecordingGrant,
  options: ResolveRecordingOptions,
) => Promise<RecordingSource | 'not-ready' | 'gone'>;
