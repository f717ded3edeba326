/** One value as replicas pass it on: the provider's body as it arrived, which each replica parses by itself. */
export interface SharedEntry {
  /** The body as the provider sent it; `null` when a status said that there is nothing of the kind. */
  readonly body: Buffer | null;
  /** When the provider responded, in milliseconds since the epoch, by the clock of the replica that sent the request. */
  readonly fetchedAtMs: number;
}

/**
 * How a flight ended: with an entry to keep for `ttlMs`, with a failure of the provider, or without either, because
 * every reader left or because the value cannot be shared.
 */
export type FlightResult = { readonly copy: SharedEntry; readonly ttlMs: number } | 'failed' | 'abandoned';

/** A replica's place in the queue for one key. */
export interface Claim {
  /** The entry at the moment of the claim; `null` when there is none. */
  readonly entry: SharedEntry | null;
  /**
   * `null` when this replica holds the flight. Otherwise another replica holds it, and the promise resolves within a
   * fraction of a second: with `failed` as soon as that flight fails, with `look again` in any other case.
   */
  readonly otherReleased: Promise<'failed' | 'look again'> | null;
  /** Publishes how this replica's flight ended. Call it once, whether or not this replica holds the flight. */
  release(result: FlightResult): void;
}

/**
 * The tier that replicas share, under each replica's memory. It never rejects: when it is unreachable, slow, full or
 * holds unreadable data, it has no entries and every replica fetches for itself.
 */
export interface SharedCache {
  read(key: string): Promise<SharedEntry | null>;
  /** Queues for the one flight that a key may have among all replicas. */
  claim(key: string): Promise<Claim>;
  /** Calls `listener` each time that another replica has stored an entry. */
  onNewer(listener: (key: string, fetchedAtMs: number) => void): void;
}

/** The tier that replicas share, and the longest wait for another replica's flight in milliseconds. */
export interface SharedTier {
  readonly cache: SharedCache;
  readonly maxWaitMs: number;
}
