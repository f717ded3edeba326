/** The number of occurrences since the process started. */
export interface Count<Name extends string = string> {
  readonly name: Name;
  readonly count: number;
}

/** Requests in one latency bucket: up to `seconds`, above the previous bucket; `null` above the last limit. */
export interface LatencyBucket {
  readonly seconds: number | null;
  readonly count: number;
}

/** Counts of one provider in this process, over all its accounts, since the process started. */
export interface ProviderStatistics {
  /** Requests sent, retries included. */
  readonly requests: number;
  /** Not cumulative: each request is in one bucket. */
  readonly latency: readonly LatencyBucket[];
  /** Failed requests by error code. */
  readonly errors: readonly Count[];
  /** Reads by how the cache served them. */
  readonly cacheReads: readonly Count[];
}
