import { LRUCache } from 'lru-cache';
import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Clock } from '../domain/clock.ts';
import { ProviderError } from '../domain/errors.ts';
import type { FetchedValue } from '../domain/fetched-value.ts';
import type { CacheReadContext } from './cache-read-context.ts';
import { fetchWithLock } from './distributed-single-flight.ts';
import { type CacheEntry, createEntry, type EntryVersion, sizeOf } from './entry.ts';
import { toFlightResult } from './flight-result.ts';
import type { SharedEntry, SharedTier } from './shared-cache.ts';
import { SingleFlight } from './single-flight.ts';
import type { CacheOutcome, ValueFetcher, ValueOrigin } from './value-fetcher.ts';
import { Watchers } from './watchers.ts';

export interface UpstreamCacheOptions {
  /** Estimated bytes of memory that all entries may fill together. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly shared?: SharedTier;
  /** Called with the outcome of each read and the id of the provider whose value it is. */
  readonly onOutcome?: (outcome: CacheOutcome, provider: string) => void;
}

/** An entry, and its value. */
interface StoredValue<Value extends object> {
  readonly entry: CacheEntry;
  readonly value: Value | null;
}

/** An age that no entry has: such an entry is served only when the provider fails. */
const NEVER_MS = -1;

/**
 * Values of any operation by key, for the whole process. The operation decides the lifetime: a fresh value is served as
 * it is, a value just past it is served while a newer copy is fetched in the background, an older one only when the
 * provider fails. Failures are not kept. A key has one flight, however many readers wait; with a shared tier, one among
 * all replicas.
 */
export class UpstreamCache {
  readonly #entries: LRUCache<string, CacheEntry>;
  readonly #flights = new SingleFlight<object | null>();
  readonly #watchers = new Watchers();
  readonly #clock: Clock;
  readonly #shared: SharedTier | undefined;
  readonly #onOutcome: (outcome: CacheOutcome, provider: string) => void;
  #versionCount = 0;

  constructor({ maxBytes, clock, shared, onOutcome = () => {} }: UpstreamCacheOptions) {
    this.#entries = new LRUCache({ maxSize: maxBytes });
    this.#clock = clock;
    this.#shared = shared;
    this.#onOutcome = onOutcome;
    shared?.cache.onNewer((key, fetchedAtMs) => this.#markStale(key, fetchedAtMs));
  }

  /**
   * Reads the value under `key`, from memory or through `fetcher`. The key identifies the credentials and the operation:
   * the caller guarantees that one key always holds values of one type.
   */
  read<Value extends object>(
    key: string,
    fetcher: ValueFetcher<Value>,
    context: CacheReadContext = {},
  ): Promise<Value | null> {
    const entry = this.#entries.get(key);
    const ageMs = entry === undefined ? Number.POSITIVE_INFINITY : this.#ageOf(entry);
    if (entry !== undefined && ageMs <= entry.lifetime.freshMs) {
      this.#report('fresh', fetcher);
      context.onCacheRead?.(key, entry.version);
      return Promise.resolve(this.#valueOf(key, entry, fetcher));
    }
    context.onCacheRead?.(key, null);
    if (entry !== undefined && ageMs <= entry.lifetime.revalidateMs) {
      this.#report('revalidating', fetcher);
      this.#refresh(key, fetcher);
      return Promise.resolve(this.#valueOf(key, entry, fetcher));
    }
    return this.#fetchOrStale(key, fetcher, context);
  }

  /** The value under `key` if memory holds it fresh, else `undefined`. Sends nothing. */
  peek<Value extends object>(key: string, fetcher: ValueFetcher<Value>): Value | null | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#ageOf(entry) > entry.lifetime.freshMs) return undefined;
    return this.#valueOf(key, entry, fetcher);
  }

  /** Fetches the value anew, whatever the cache holds. Readers that do so at once share the request. */
  async refetch<Value extends object>(
    key: string,
    fetcher: ValueFetcher<Value>,
    context: CacheReadContext = {},
  ): Promise<Value | null> {
    context.onCacheRead?.(key, null);
    this.#report('fetched', fetcher);
    const start = async (flight: AbortSignalLike): Promise<Value | null> => {
      const fetched = await fetcher.fetch(flight, 0);
      this.put(key, fetched, fetcher);
      return fetched.value;
    };
    return (await this.#flights.join(`${key} anew`, start, context.signal)) as Value | null;
  }

  /**
   * Stores a value that came by another way than `read`, in memory and in the shared tier, unless memory holds a newer
   * one. A value without a body stays in this replica, except an absence.
   */
  put<Value extends object>(key: string, fetched: FetchedValue<Value>, origin: ValueOrigin<Value>): void {
    const held = this.#entries.peek(key);
    if (held !== undefined && held.fetchedAtMs > fetched.fetchedAtMs) return;
    const { entry } = this.#store(key, origin, fetched);
    const result = toFlightResult(fetched, entry.lifetime);
    if (result !== 'abandoned') void this.#shared?.cache.claim(key).then((claim) => claim.release(result));
  }

  /**
   * Calls `listener` each time that `key` gets a newer value, from this replica or from another, until the returned
   * function is called.
   */
  watch(key: string, listener: () => void): () => void {
    return this.#watchers.watch(key, listener);
  }

  /** True when a read of `key` would send no request of its own. */
  isCachedOrInFlight(key: string): boolean {
    const entry = this.#entries.peek(key);
    const isServed = entry !== undefined && this.#ageOf(entry) <= entry.lifetime.revalidateMs;
    return isServed || this.#flights.has(key);
  }

  /** Whether a read of `key` would be served the entry of `version`, and find it fresh. */
  isCurrent(key: string, version: EntryVersion): boolean {
    const entry = this.#entries.get(key);
    return entry?.version === version && this.#ageOf(entry) <= entry.lifetime.freshMs;
  }

  /** Counts a read of a fresh entry that the response cache made unnecessary. */
  recordHit(key: string): void {
    const entry = this.#entries.peek(key);
    if (entry !== undefined) this.#onOutcome('fresh', entry.provider);
  }

  /** Estimated bytes of memory that entries fill now. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get entries(): number {
    return this.#entries.size;
  }

  /** Keys that are watched now. */
  get watched(): number {
    return this.#watchers.size;
  }

  /** Waits for the flight of `key`, or starts one; falls back on an old value when that fails. */
  async #fetchOrStale<Value extends object>(
    key: string,
    fetcher: ValueFetcher<Value>,
    context: CacheReadContext,
  ): Promise<Value | null> {
    if (this.#flights.has(key)) this.#report('coalesced', fetcher);
    try {
      const start = (flight: AbortSignalLike) => this.#fetchOnce(key, fetcher, flight);
      return (await this.#flights.join(key, start, context.signal)) as Value | null;
    } catch (error) {
      const usable = error instanceof ProviderError ? this.#usable(key) : undefined;
      if (usable === undefined) throw error;
      this.#report('stale-if-error', fetcher);
      context.onStale?.(error as ProviderError);
      return this.#valueOf(key, usable, fetcher);
    }
  }

  /** A flight for waiting readers: another replica's copy serves, even one that is due for revalidation. */
  async #fetchOnce<Value extends object>(
    key: string,
    fetcher: ValueFetcher<Value>,
    flight: AbortSignalLike,
  ): Promise<Value | null> {
    const report = (outcome: CacheOutcome): void => this.#report(outcome, fetcher);
    const { entry, value } = await this.#fetch(key, fetcher, flight, 'revalidateMs', report);
    if (this.#ageOf(entry) > entry.lifetime.freshMs) setImmediate(() => this.#refresh(key, fetcher)); // once this flight is over
    return value;
  }

  /** A flight in the background: the reader already has a value, so a failure is left to the next reader. */
  #refresh<Value extends object>(key: string, fetcher: ValueFetcher<Value>): void {
    const start = async (flight: AbortSignalLike): Promise<Value | null> =>
      (await this.#fetch(key, fetcher, flight, 'freshMs', () => {})).value;
    this.#flights.join(key, start).catch(() => {});
  }

  /** Reads from the shared tier if there is one and its copy is within `oldest`, else through `fetcher`. */
  async #fetch<Value extends object>(
    key: string,
    fetcher: ValueFetcher<Value>,
    signal: AbortSignalLike,
    oldest: 'freshMs' | 'revalidateMs',
    report: (outcome: CacheOutcome) => void,
  ): Promise<StoredValue<Value>> {
    if (this.#shared === undefined) {
      report('fetched');
      return this.#store(key, fetcher, await fetcher.fetch(signal, 0));
    }
    return fetchWithLock<StoredValue<Value>>(this.#shared.cache, key, {
      signal,
      maxWaitMs: this.#shared.maxWaitMs,
      accept: (copy) => {
        const accepted = this.#acceptShared(key, fetcher, copy, oldest);
        if (accepted !== undefined) report('shared');
        return accepted;
      },
      fetch: async (waitedMs) => {
        report('fetched');
        const fetched = await fetcher.fetch(signal, waitedMs);
        const stored = this.#store(key, fetcher, fetched);
        return { value: stored, result: toFlightResult(fetched, stored.entry.lifetime) };
      },
    });
  }

  /**
   * Stores a replica's copy unless memory holds one at least as new. Returns the newer of the two if it is within
   * `oldest`, else `undefined`; `undefined` also if the copy cannot be parsed.
   */
  #acceptShared<Value extends object>(
    key: string,
    fetcher: ValueFetcher<Value>,
    copy: SharedEntry,
    oldest: 'freshMs' | 'revalidateMs',
  ): StoredValue<Value> | undefined {
    const fetchedAtMs = Math.min(copy.fetchedAtMs, this.#clock.now()); // the other replica's clock may be ahead
    const isWithin = (entry: CacheEntry): boolean => this.#ageOf(entry) <= entry.lifetime[oldest];
    const held = this.#entries.peek(key);
    if (held !== undefined && held.fetchedAtMs >= fetchedAtMs)
      return isWithin(held) ? { entry: held, value: this.#valueOf(key, held, fetcher) } : undefined;
    try {
      const stored = this.#store(key, fetcher, fetcher.parse({ body: copy.body, fetchedAtMs }));
      return isWithin(stored.entry) ? stored : undefined;
    } catch {
      return undefined; // the shared tier holds unreadable data
    }
  }

  #store<Value extends object>(
    key: string,
    origin: ValueOrigin<Value>,
    fetched: FetchedValue<Value>,
  ): StoredValue<Value> {
    this.#versionCount += 1;
    const lifetime = origin.lifetime(fetched.value);
    const entry = createEntry(origin.provider, this.#versionCount, fetched, lifetime);
    this.#entries.set(key, entry, { size: sizeOf(key, entry, fetched.body?.length ?? 0) });
    this.#watchers.wake(key);
    return { entry, value: fetched.value };
  }

  /** The value of an entry. This is not its first read, so from now on the entry holds the parsed value. */
  #valueOf<Value extends object>(key: string, entry: CacheEntry, fetcher: ValueFetcher<Value>): Value | null {
    const { content, fetchedAtMs } = entry;
    if (!Buffer.isBuffer(content)) return content as Value | null;
    const { value } = fetcher.parse({ body: content, fetchedAtMs });
    const parsed: CacheEntry = { ...entry, content: value };
    this.#entries.set(key, parsed, { size: sizeOf(key, parsed, content.length) });
    return value;
  }

  /** Another replica stored a newer copy: the one in memory is kept only for the case that the provider fails. */
  #markStale(key: string, fetchedAtMs: number): void {
    const entry = this.#entries.peek(key);
    if (entry !== undefined) {
      if (entry.fetchedAtMs >= fetchedAtMs) return;
      entry.lifetime = { ...entry.lifetime, freshMs: NEVER_MS, revalidateMs: NEVER_MS };
    }
    this.#watchers.wake(key);
  }

  /** The entry of `key` if it is better than a failure; never an absence. */
  #usable(key: string): CacheEntry | undefined {
    const entry = this.#entries.peek(key);
    const isUsable =
      entry !== undefined && entry.content !== null && this.#ageOf(entry) <= entry.lifetime.usableMs;
    return isUsable ? entry : undefined;
  }

  #report<Value extends object>(outcome: CacheOutcome, fetcher: ValueFetcher<Value>): void {
    this.#onOutcome(outcome, fetcher.provider);
    fetcher.onOutcome?.(outcome);
  }

  #ageOf(entry: CacheEntry): number {
    return this.#clock.now() - entry.fetchedAtMs;
  }
}
