/** The operator's settings for requests to providers. */
export interface UpstreamSettings {
  /** Longest time for one read, including retries, pauses and queueing, in milliseconds. */
  readonly deadlineMs: number;
  /** Longest time for one attempt, in milliseconds. */
  readonly perTryTimeoutMs: number;
  /** Retries after a retryable failure. */
  readonly retries: number;
  /** Requests that may wait in the queue of one provider and account. */
  readonly maxQueued: number;
  /** Requests per second, by provider id; a provider without an entry has no limit. */
  readonly requestsPerSecond: ReadonlyMap<string, number>;
  /** Requests in flight at once, by provider id; a provider without an entry has its documented limit. */
  readonly concurrency: ReadonlyMap<string, number>;
  /** Longest response body, decompressed, in bytes. */
  readonly maxBodyBytes: number;
}
