import { LRUCache } from 'lru-cache';
import type { AbortSignalLike } from '../domain/abort-signal.ts';
import type { Call } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import { ProviderError } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import { fetchWithLock } from './distributed-single-flight.ts';
import { type CacheEntry, createEntry, type EntryVersion, sizeOf } from './entry.ts';
import type { SharedCache, SharedEntry } from './shared-cache.ts';
import { SingleFlight } from './single-flight.ts';

/** How a read was answered. */
export type CacheOutcome = 'fresh' | 'revalidating' | 'stale-if-error' | 'shared' | 'fetched' | 'coalesced';

/** The tier that replicas share, and how long a reader may be kept waiting for another replica's flight. */
export interface SharedTier {
  readonly cache: SharedCache;
  readonly maxWaitMs: number;
}

/** On whose behalf the cache is read. */
export interface CacheReadContext {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignalLike | undefined;
  /** Told which copy was served, when it was fresh; `null` for anything else that was served. */
  readonly onCacheRead?: ((key: string, copy: EntryVersion | null) => void) | undefined;
}

export interface CallCacheOptions {
  /** Estimated bytes of memory that entries may fill together. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly shared?: SharedTier;
  readonly onOutcome?: (outcome: CacheOutcome, key: string) => void;
}

/** Where a call comes from when memory does not have it. */
export interface CallFetcher<C extends Call> {
  /** Asks the provider. `waitedMs` is what the readers have waited for already. Rejects with a `ProviderError`. */
  fetch(signal: AbortSignalLike, waitedMs: number): Promise<FetchedCall<C>>;
  /** Reads what this or another process was sent, as of when it came. Throws when it cannot be read. */
  parse(copy: SharedEntry): FetchedCall<C>;
  /** Told how the read was answered. */
  readonly onOutcome?: (outcome: CacheOutcome) => void;
}

/** An entry, and what it says. */
interface StoredCall<C extends Call> {
  readonly entry: CacheEntry;
  readonly call: C | null;
}

/** An age that no entry has: of no use but when the provider fails. */
const NEVER_MS = -1;

/**
 * Calls by key, for the whole process. Freshness follows the call: fresh ones are served as they are, those just
 * past it are served while a newer copy is fetched behind them, older ones only when the provider fails.
 * Failures are not kept. One flight a key, however many ask; with a shared tier, among all replicas.
 */
export class CallCache {
  readonly #entries: LRUCache<string, CacheEntry>;
  readonly #flights = new SingleFlight<Call | null>();
  readonly #clock: Clock;
  readonly #shared: SharedTier | undefined;
  readonly #onOutcome: (outcome: CacheOutcome, key: string) => void;
  /** Made so far. */
  #versions = 0;

  constructor({ maxBytes, clock, shared, onOutcome = () => {} }: CallCacheOptions) {
    this.#entries = new LRUCache({ maxSize: maxBytes });
    this.#clock = clock;
    this.#shared = shared;
    this.#onOutcome = onOutcome;
    shared?.cache.onNewer((key, fetchedAtMs) => this.#markStale(key, fetchedAtMs));
  }

  /**
   * The call under `key`, from memory or from its origin. The key says whose credentials fetched it and what type it
   * is: the caller vouches that one key always holds one type.
   */
  read<C extends Call>(
    key: string,
    fetcher: CallFetcher<C>,
    context: CacheReadContext = {},
  ): Promise<C | null> {
    const entry = this.#entries.get(key);
    const ageMs = entry === undefined ? Number.POSITIVE_INFINITY : this.#ageOf(entry);
    if (entry !== undefined && ageMs <= entry.lifetime.freshMs) {
      this.#report('fresh', key, fetcher);
      context.onCacheRead?.(key, entry.version);
      return Promise.resolve(this.#callOf(key, entry, fetcher));
    }
    context.onCacheRead?.(key, null);
    if (entry !== undefined && ageMs <= entry.lifetime.revalidateMs) {
      this.#report('revalidating', key, fetcher);
      this.#refresh(key, fetcher);
      return Promise.resolve(this.#callOf(key, entry, fetcher));
    }
    return this.#fetchOrStale(key, fetcher, context);
  }

  /** Waits for the flight that is under way, or for a new one; falls back on an old copy when that fails. */
  async #fetchOrStale<C extends Call>(
    key: string,
    fetcher: CallFetcher<C>,
    context: CacheReadContext,
  ): Promise<C | null> {
    if (this.#flights.has(key)) this.#report('coalesced', key, fetcher);
    try {
      const fly = (flight: AbortSignalLike) => this.#fetchOnce(key, fetcher, flight);
      return (await this.#flights.join(key, fly, context.signal)) as C | null;
    } catch (error) {
      const kept = error instanceof ProviderError ? this.#usable(key) : undefined;
      if (kept === undefined) throw error;
      this.#report('stale-if-error', key, fetcher);
      return this.#callOf(key, kept, fetcher);
    }
  }

  /** True when a read of `key` would cost nothing upstream, or is already paying. */
  isCachedOrInFlight(key: string): boolean {
    const entry = this.#entries.peek(key);
    const fresh = entry !== undefined && this.#ageOf(entry) <= entry.lifetime.revalidateMs;
    return fresh || this.#flights.has(key);
  }

  /** Whether a read of `key` would be served `copy`, and find it fresh. */
  isCurrent(key: string, copy: EntryVersion): boolean {
    const entry = this.#entries.get(key);
    return entry?.version === copy && this.#ageOf(entry) <= entry.lifetime.freshMs;
  }

  /** Counts a read of a fresh copy that was spared, for its answer was at hand. */
  recordHit(key: string): void {
    this.#onOutcome('fresh', key);
  }

  /** Estimated bytes of memory that entries fill now. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get entries(): number {
    return this.#entries.size;
  }

  #report<C extends Call>(outcome: CacheOutcome, key: string, fetcher: CallFetcher<C>): void {
    this.#onOutcome(outcome, key);
    fetcher.onOutcome?.(outcome);
  }

  #ageOf(entry: CacheEntry): number {
    return this.#clock.now() - entry.fetchedAtMs;
  }

  /** A call that is better than a failure; never an absence. */
  #usable(key: string): CacheEntry | undefined {
    const entry = this.#entries.peek(key);
    return entry !== undefined && entry.content !== null && this.#ageOf(entry) <= entry.lifetime.usableMs
      ? entry
      : undefined;
  }

  /** The first reader's way to a call: another replica's copy will do, even one that is due to be refreshed. */
  async #fetchOnce<C extends Call>(
    key: string,
    fetcher: CallFetcher<C>,
    flight: AbortSignalLike,
  ): Promise<Call | null> {
    const report = (outcome: CacheOutcome): void => this.#report(outcome, key, fetcher);
    const { entry, call } = await this.#fetch(key, fetcher, flight, 'revalidateMs', report);
    if (this.#ageOf(entry) > entry.lifetime.freshMs) setImmediate(() => this.#refresh(key, fetcher)); // once this one has landed
    return call;
  }

  /** Fetches a newer copy behind an answer: the copy at hand was good enough, so a failure is the next reader's. */
  #refresh<C extends Call>(key: string, fetcher: CallFetcher<C>): void {
    const fly = async (flight: AbortSignalLike): Promise<Call | null> =>
      (await this.#fetch(key, fetcher, flight, 'freshMs', () => {})).call;
    this.#flights.join(key, fly).catch(() => {});
  }

  /** From the shared tier, if there is one and its copy is no older than that, else from the origin. */
  async #fetch<C extends Call>(
    key: string,
    fetcher: CallFetcher<C>,
    signal: AbortSignalLike,
    oldest: 'freshMs' | 'revalidateMs',
    report: (outcome: CacheOutcome) => void,
  ): Promise<StoredCall<C>> {
    const fetch = async (waitedMs: number) => {
      report('fetched');
      const fetched = await fetcher.fetch(signal, waitedMs);
      const fetchedAtMs = fetched.call?.fetchedAt.getTime() ?? this.#clock.now();
      return { fetched, obtained: this.#store(key, fetched, fetchedAtMs) };
    };
    if (this.#shared === undefined) return (await fetch(0)).obtained;
    return fetchWithLock<StoredCall<C>>(this.#shared.cache, key, {
      signal,
      maxWaitMs: this.#shared.maxWaitMs,
      accept: (copy) => {
        const adopted = this.#acceptShared(key, fetcher, copy, oldest);
        if (adopted !== undefined) report('shared');
        return adopted;
      },
      fetch: async (waitedMs) => {
        const { fetched, obtained } = await fetch(waitedMs);
        const { fetchedAtMs, lifetime } = obtained.entry;
        const { freshMs, revalidateMs, usableMs } = lifetime;
        const copy = { body: fetched.body, fetchedAtMs };
        return { value: obtained, result: { copy, ttlMs: Math.max(freshMs, revalidateMs, usableMs) } };
      },
    });
  }

  /**
   * Takes a copy over into memory, unless what memory has is no older. Either is of use unless it is older than that;
   * nothing is when the copy cannot be read.
   */
  #acceptShared<C extends Call>(
    key: string,
    fetcher: CallFetcher<C>,
    copy: SharedEntry,
    oldest: 'freshMs' | 'revalidateMs',
  ): StoredCall<C> | undefined {
    const fetchedAtMs = Math.min(copy.fetchedAtMs, this.#clock.now()); // the other replica's clock may be ahead
    const isOfUse = (entry: CacheEntry): boolean => this.#ageOf(entry) <= entry.lifetime[oldest];
    const own = this.#entries.peek(key);
    if (own !== undefined && own.fetchedAtMs >= fetchedAtMs)
      return isOfUse(own) ? { entry: own, call: this.#callOf(key, own, fetcher) } : undefined;
    try {
      const kept = this.#store(key, fetcher.parse({ body: copy.body, fetchedAtMs }), fetchedAtMs);
      return isOfUse(kept.entry) ? kept : undefined;
    } catch {
      return undefined; // rubbish, whoever put it there
    }
  }

  #store<C extends Call>(key: string, fetched: FetchedCall<C>, fetchedAtMs: number): StoredCall<C> {
    this.#versions += 1;
    const entry = createEntry(this.#versions, fetched, fetchedAtMs);
    this.#entries.set(key, entry, { size: sizeOf(key, entry, fetched.body?.length ?? 0) });
    return { entry, call: fetched.call };
  }

  /** What an entry says. This is not the first read of it, so from now on it is held as the call that it is. */
  #callOf<C extends Call>(key: string, entry: CacheEntry, fetcher: CallFetcher<C>): C | null {
    const { content, fetchedAtMs } = entry;
    if (!Buffer.isBuffer(content)) return content as C | null;
    const { call } = fetcher.parse({ body: content, fetchedAtMs });
    const read: CacheEntry = { ...entry, content: call };
    this.#entries.set(key, read, { size: sizeOf(key, read, content.length) });
    return call;
  }

  /** Another replica has a newer copy: the one in memory is kept only for the case that the provider fails. */
  #markStale(key: string, fetchedAtMs: number): void {
    const entry = this.#entries.peek(key);
    if (entry === undefined || entry.fetchedAtMs >= fetchedAtMs) return;
    entry.lifetime = { ...entry.lifetime, freshMs: NEVER_MS, revalidateMs: NEVER_MS };
  }
}
