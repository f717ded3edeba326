import { LRUCache } from 'lru-cache';
import { type Clock, monotonicNow } from '../domain/clock.ts';
import type { FetchedValue } from '../domain/fetched-value.ts';
import { type CacheEntry, createEntry, sizeOf } from './entry.ts';
import type { ValueFetcher, ValueOrigin } from './value-fetcher.ts';

/** An entry, and its value. */
export interface StoredValue<Value extends object> {
  readonly entry: CacheEntry;
  readonly value: Value | null;
}

/** An age that no entry has: such an entry is served only when the provider fails. */
const NEVER_MS = -1;

/** The entries in this process's memory, bounded by their estimated bytes. The least recently used one is evicted first. */
export class EntryStore {
  readonly #entries: LRUCache<string, CacheEntry>;
  readonly #clock: Clock;
  #versionCount = 0;

  constructor(maxBytes: number, clock: Clock) {
    this.#entries = new LRUCache({ maxSize: maxBytes });
    this.#clock = clock;
  }

  /** Estimated bytes of memory that entries fill now. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  /** The entry of `key`, whose eviction this read does not postpone. */
  peek(key: string): CacheEntry | undefined {
    return this.#entries.peek(key);
  }

  /** The entry of `key` if it is better than a failure; never an absence. */
  usable(key: string): CacheEntry | undefined {
    const entry = this.#entries.peek(key);
    const isUsable =
      entry !== undefined && entry.content !== null && this.ageOf(entry) <= entry.lifetime.usableMs;
    return isUsable ? entry : undefined;
  }

  store<Value extends object>(
    key: string,
    origin: ValueOrigin<Value>,
    fetched: FetchedValue<Value>,
  ): StoredValue<Value> {
    this.#versionCount += 1;
    const lifetime = origin.lifetime(fetched.value);
    const storedAtMs = monotonicNow(this.#clock);
    const entry = createEntry(origin, this.#versionCount, fetched, lifetime, storedAtMs);
    this.#entries.set(key, entry, { size: sizeOf(key, entry, fetched.body) });
    return { entry, value: fetched.value };
  }

  /** The value of an entry. This is not its first read, so from now on the entry holds the parsed value. */
  valueOf<Value extends object>(key: string, entry: CacheEntry, fetcher: ValueFetcher<Value>): Value | null {
    const { content, fetchedAtMs } = entry;
    if (!Buffer.isBuffer(content)) return content as Value | null;
    const { value } = fetcher.parse({ body: content, fetchedAtMs });
    const parsed: CacheEntry = { ...entry, content: value };
    this.#entries.set(key, parsed, { size: sizeOf(key, parsed, content) });
    return value;
  }

  /**
   * Keeps the entry of `key` only for the case that the provider fails, because a copy of `fetchedAtMs` exists elsewhere.
   * Returns false when the entry is at least as new.
   */
  markStale(key: string, fetchedAtMs: number): boolean {
    const entry = this.#entries.peek(key);
    if (entry === undefined) return true;
    if (entry.fetchedAtMs >= fetchedAtMs) return false;
    entry.lifetime = { ...entry.lifetime, freshMs: NEVER_MS, revalidateMs: NEVER_MS };
    return true;
  }

  /** The time since the fetch, or since the value came into memory where the clock was set back and that is longer. */
  ageOf({ fetchedAtMs, storedAtMs }: CacheEntry): number {
    return Math.max(this.#clock.now() - fetchedAtMs, monotonicNow(this.#clock) - storedAtMs);
  }
}
