import { LRUCache } from 'lru-cache';
import type { Call } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import { ProviderError } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import { type Lifetime, lifetimeOf } from '../domain/freshness.ts';
import { SingleFlight } from './single-flight.ts';

/** How a read was answered. */
export type CacheOutcome = 'fresh' | 'revalidating' | 'stale-if-error' | 'fetched' | 'coalesced';

export interface CallCacheOptions {
  /** Estimated bytes of heap that entries may fill together. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly onOutcome?: (outcome: CacheOutcome, key: string) => void;
}

interface Entry {
  readonly call: Call | null;
  readonly fetchedAtMs: number;
  readonly lifetime: Lifetime;
}

/**
 * What an entry takes of the heap, once parsed and mapped. Measured over the sandbox's records, of 0.9 to 5 thousand
 * characters: 2.1 to 3.5 bytes a character all told. Text beyond Latin letters takes twice the room, so the estimate
 * errs on the high side for all other.
 */
const BYTES_PER_CHARACTER = 3;
const BYTES_PER_ENTRY = 2_048;

/**
 * Calls by key, for the whole process. Freshness follows the call: fresh ones are served as they are, those just
 * past it are served while a newer copy is fetched behind them, older ones only when the provider fails.
 * Failures are not kept. One flight a key, however many ask.
 */
export class CallCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #flights = new SingleFlight<Call | null>();
  readonly #clock: Clock;
  readonly #onOutcome: (outcome: CacheOutcome, key: string) => void;

  constructor({ maxBytes, clock, onOutcome = () => {} }: CallCacheOptions) {
    this.#entries = new LRUCache({ maxSize: maxBytes });
    this.#clock = clock;
    this.#onOutcome = onOutcome;
  }

  /**
   * The call under `key`, from memory or from `fetch`. The key says whose credentials fetched it and what type it
   * is: the caller vouches that one key always holds one type.
   */
  async read<C extends Call>(
    key: string,
    fetch: (signal: AbortSignal) => Promise<FetchedCall<C>>,
    signal?: AbortSignal,
  ): Promise<C | null> {
    const entry = this.#entries.get(key);
    const ageMs = entry === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() - entry.fetchedAtMs;
    if (entry !== undefined && ageMs <= entry.lifetime.freshMs) {
      this.#onOutcome('fresh', key);
      return entry.call as C | null;
    }
    const store = (flight: AbortSignal): Promise<Call | null> => this.#store(key, fetch(flight));
    if (entry !== undefined && ageMs <= entry.lifetime.revalidateMs) {
      this.#onOutcome('revalidating', key);
      this.#flights.join(key, store).catch(() => {}); // the copy at hand was good enough; the next reader tries again
      return entry.call as C | null;
    }
    this.#onOutcome(this.#flights.has(key) ? 'coalesced' : 'fetched', key);
    try {
      return (await this.#flights.join(key, store, signal)) as C | null;
    } catch (error) {
      const usable = entry !== undefined && entry.call !== null && ageMs <= entry.lifetime.usableMs;
      if (!usable || !(error instanceof ProviderError)) throw error;
      this.#onOutcome('stale-if-error', key);
      return entry.call as C | null;
    }
  }

  /** True when a read of `key` would cost nothing upstream, or is already paying. */
  isAtHand(key: string): boolean {
    const entry = this.#entries.peek(key);
    const fresh = entry !== undefined && this.#clock.now() - entry.fetchedAtMs <= entry.lifetime.revalidateMs;
    return fresh || this.#flights.has(key);
  }

  /** Estimated bytes of heap that entries fill now. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get entries(): number {
    return this.#entries.size;
  }

  async #store<C extends Call>(key: string, fetched: Promise<FetchedCall<C>>): Promise<C | null> {
    const { call, size } = await fetched;
    const entry: Entry = { call, fetchedAtMs: this.#clock.now(), lifetime: lifetimeOf(call) };
    this.#entries.set(key, entry, { size: BYTES_PER_ENTRY + key.length * 2 + size * BYTES_PER_CHARACTER });
    return call;
  }
}
