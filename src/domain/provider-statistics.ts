/** How often something happened since the process started. */
export interface Count<Name extends string = string> {
  readonly name: Name;
  readonly count: number;
}

/** How many requests took at most `seconds`; those that took longer than every limit have `null`. */
export interface LatencyBucket {
  readonly seconds: number | null;
  readonly count: number;
}

/** What this process has counted of one provider, over all its accounts, since it started. */
export interface ProviderStatistics {
  /** Requests sent, repeats included. */
  readonly requests: number;
  /** Not cumulative: each request is in one bucket. */
  readonly latency: readonly LatencyBucket[];
  /** Failed requests by error code. */
  readonly errors: readonly Count[];
  /** Reads of calls by how they were answered. */
  readonly cacheReads: readonly Count[];
}
