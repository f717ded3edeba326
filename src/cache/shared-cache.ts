/** What a provider sent for one call, as replicas hand it to each other: as it came, so that each reads it by itself. */
export interface SharedEntry {
  /** The body as the provider sent it; `null` when a status said that there is no such call. */
  readonly body: Buffer | null;
  /** When the provider answered, in milliseconds since the epoch, by the clock of the replica that asked. */
  readonly fetchedAtMs: number;
}

/** How a flight ended: with a copy to keep for `ttlMs`, with a failure of the provider, or because nobody waited any more. */
export type FlightResult = { readonly copy: SharedEntry; readonly ttlMs: number } | 'failed' | 'abandoned';

/** A replica's place in the queue for one key. */
export interface Claim {
  /** What was there at the moment of the claim. */
  readonly entry: SharedEntry | null;
  /**
   * `null` when the flight is this replica's own. Otherwise another has it, and this resolves within a fraction of a
   * second: with `failed` as soon as the other has met a failure, with `look again` in any other case.
   */
  readonly otherReleased: Promise<'failed' | 'look again'> | null;
  /** Tells the other replicas how this one's flight ended. To be called once by whoever takes off, own flight or not. */
  release(landing: FlightResult): void;
}

/**
 * The tier that replicas share, under each one's memory. It never rejects: when it is away, slow, full or holds
 * rubbish, it has no copies and every flight is this replica's own.
 */
export interface SharedCache {
  read(key: string): Promise<SharedEntry | null>;
  /** Queues for the one flight that a key may have among all replicas. */
  claim(key: string): Promise<Claim>;
  /** Calls `listener` whenever another replica has stored a copy. */
  onNewer(listener: (key: string, fetchedAtMs: number) => void): void;
}
