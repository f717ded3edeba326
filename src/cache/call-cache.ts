import { LRUCache } from 'lru-cache';
import type { Call } from '../domain/call.ts';
import type { Cancellation } from '../domain/cancellation.ts';
import type { Clock } from '../domain/clock.ts';
import { ProviderError } from '../domain/errors.ts';
import type { FetchedCall } from '../domain/fetched-call.ts';
import { createEntry, type Entry, type ServedCopy, sizeOf } from './entry.ts';
import type { SharedCache, SharedCopy } from './shared-cache.ts';
import { flyTogether } from './shared-flight.ts';
import { SingleFlight } from './single-flight.ts';

/** How a read was answered. */
export type CacheOutcome = 'fresh' | 'revalidating' | 'stale-if-error' | 'shared' | 'fetched' | 'coalesced';

/** The tier that replicas share, and how long a reader may be kept waiting for another replica's flight. */
export interface SharedTier {
  readonly cache: SharedCache;
  readonly patienceMs: number;
}

/** On whose behalf the cache is read. */
export interface CacheReader {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: Cancellation | undefined;
  /** Told which copy was served, when it was fresh; `null` for anything else that was served. */
  readonly onServed?: ((key: string, copy: ServedCopy | null) => void) | undefined;
}

export interface CallCacheOptions {
  /** Estimated bytes of memory that entries may fill together. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly shared?: SharedTier;
  readonly onOutcome?: (outcome: CacheOutcome, key: string) => void;
}

/** Where a call comes from when memory does not have it. */
export interface CallOrigin<C extends Call> {
  /** Asks the provider. `waitedMs` is what the readers have waited for already. Rejects with a `ProviderError`. */
  fetch(signal: Cancellation, waitedMs: number): Promise<FetchedCall<C>>;
  /** Reads what this or another process was sent, as of when it came. Throws when it cannot be read. */
  reread(copy: SharedCopy): FetchedCall<C>;
  /** Told how the read was answered. */
  readonly onOutcome?: (outcome: CacheOutcome) => void;
}

/** An entry, and what it says. */
interface Obtained<C extends Call> {
  readonly entry: Entry;
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
  readonly #entries: LRUCache<string, Entry>;
  readonly #flights = new SingleFlight<Call | null>();
  readonly #clock: Clock;
  readonly #shared: SharedTier | undefined;
  readonly #onOutcome: (outcome: CacheOutcome, key: string) => void;
  /** Made so far. */
  #copies = 0;

  constructor({ maxBytes, clock, shared, onOutcome = () => {} }: CallCacheOptions) {
    this.#entries = new LRUCache({ maxSize: maxBytes });
    this.#clock = clock;
    this.#shared = shared;
    this.#onOutcome = onOutcome;
    shared?.cache.onNewer((key, fetchedAtMs) => this.#supersede(key, fetchedAtMs));
  }

  /**
   * The call under `key`, from memory or from its origin. The key says whose credentials fetched it and what type it
   * is: the caller vouches that one key always holds one type.
   */
  read<C extends Call>(key: string, origin: CallOrigin<C>, reader: CacheReader = {}): Promise<C | null> {
    const entry = this.#entries.get(key);
    const ageMs = entry === undefined ? Number.POSITIVE_INFINITY : this.#ageOf(entry);
    if (entry !== undefined && ageMs <= entry.lifetime.freshMs) {
      this.#tell('fresh', key, origin);
      reader.onServed?.(key, entry.copy);
      return Promise.resolve(this.#callOf(key, entry, origin));
    }
    reader.onServed?.(key, null);
    if (entry !== undefined && ageMs <= entry.lifetime.revalidateMs) {
      this.#tell('revalidating', key, origin);
      this.#refresh(key, origin);
      return Promise.resolve(this.#callOf(key, entry, origin));
    }
    return this.#board(key, origin, reader);
  }

  /** Waits for the flight that is under way, or for a new one; falls back on an old copy when that fails. */
  async #board<C extends Call>(key: string, origin: CallOrigin<C>, reader: CacheReader): Promise<C | null> {
    if (this.#flights.has(key)) this.#tell('coalesced', key, origin);
    try {
      const fly = (flight: Cancellation) => this.#fly(key, origin, flight);
      return (await this.#flights.join(key, fly, reader.signal)) as C | null;
    } catch (error) {
      const kept = error instanceof ProviderError ? this.#usable(key) : undefined;
      if (kept === undefined) throw error;
      this.#tell('stale-if-error', key, origin);
      return this.#callOf(key, kept, origin);
    }
  }

  /** True when a read of `key` would cost nothing upstream, or is already paying. */
  isAtHand(key: string): boolean {
    const entry = this.#entries.peek(key);
    const fresh = entry !== undefined && this.#ageOf(entry) <= entry.lifetime.revalidateMs;
    return fresh || this.#flights.has(key);
  }

  /** Whether a read of `key` would be served `copy`, and find it fresh. */
  serves(key: string, copy: ServedCopy): boolean {
    const entry = this.#entries.get(key);
    return entry?.copy === copy && this.#ageOf(entry) <= entry.lifetime.freshMs;
  }

  /** Counts a read of a fresh copy that was spared, for its answer was at hand. */
  countSpared(key: string): void {
    this.#onOutcome('fresh', key);
  }

  /** Estimated bytes of memory that entries fill now. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get entries(): number {
    return this.#entries.size;
  }

  #tell<C extends Call>(outcome: CacheOutcome, key: string, origin: CallOrigin<C>): void {
    this.#onOutcome(outcome, key);
    origin.onOutcome?.(outcome);
  }

  #ageOf(entry: Entry): number {
    return this.#clock.now() - entry.fetchedAtMs;
  }

  /** A call that is better than a failure; never an absence. */
  #usable(key: string): Entry | undefined {
    const entry = this.#entries.peek(key);
    return entry !== undefined && entry.held !== null && this.#ageOf(entry) <= entry.lifetime.usableMs
      ? entry
      : undefined;
  }

  /** The first reader's way to a call: another replica's copy will do, even one that is due to be refreshed. */
  async #fly<C extends Call>(key: string, origin: CallOrigin<C>, flight: Cancellation): Promise<Call | null> {
    const tell = (outcome: CacheOutcome): void => this.#tell(outcome, key, origin);
    const { entry, call } = await this.#obtain(key, origin, flight, 'revalidateMs', tell);
    if (this.#ageOf(entry) > entry.lifetime.freshMs) setImmediate(() => this.#refresh(key, origin)); // once this one has landed
    return call;
  }

  /** Fetches a newer copy behind an answer: the copy at hand was good enough, so a failure is the next reader's. */
  #refresh<C extends Call>(key: string, origin: CallOrigin<C>): void {
    const fly = async (flight: Cancellation): Promise<Call | null> =>
      (await this.#obtain(key, origin, flight, 'freshMs', () => {})).call;
    this.#flights.join(key, fly).catch(() => {});
  }

  /** From the shared tier, if there is one and its copy is no older than that, else from the origin. */
  async #obtain<C extends Call>(
    key: string,
    origin: CallOrigin<C>,
    signal: Cancellation,
    oldest: 'freshMs' | 'revalidateMs',
    tell: (outcome: CacheOutcome) => void,
  ): Promise<Obtained<C>> {
    const fetch = async (waitedMs: number) => {
      tell('fetched');
      const fetched = await origin.fetch(signal, waitedMs);
      const fetchedAtMs = fetched.call?.fetchedAt.getTime() ?? this.#clock.now();
      return { fetched, obtained: this.#keep(key, fetched, fetchedAtMs) };
    };
    if (this.#shared === undefined) return (await fetch(0)).obtained;
    return flyTogether<Obtained<C>>(this.#shared.cache, key, {
      signal,
      patienceMs: this.#shared.patienceMs,
      accept: (copy) => {
        const adopted = this.#adopt(key, origin, copy, oldest);
        if (adopted !== undefined) tell('shared');
        return adopted;
      },
      fetch: async (waitedMs) => {
        const { fetched, obtained } = await fetch(waitedMs);
        const { fetchedAtMs, lifetime } = obtained.entry;
        const { freshMs, revalidateMs, usableMs } = lifetime;
        const copy = { body: fetched.body, fetchedAtMs };
        return { value: obtained, landing: { copy, ttlMs: Math.max(freshMs, revalidateMs, usableMs) } };
      },
    });
  }

  /**
   * Takes a copy over into memory, unless what memory has is no older. Either is of use unless it is older than that;
   * nothing is when the copy cannot be read.
   */
  #adopt<C extends Call>(
    key: string,
    origin: CallOrigin<C>,
    copy: SharedCopy,
    oldest: 'freshMs' | 'revalidateMs',
  ): Obtained<C> | undefined {
    const fetchedAtMs = Math.min(copy.fetchedAtMs, this.#clock.now()); // the other replica's clock may be ahead
    const isOfUse = (entry: Entry): boolean => this.#ageOf(entry) <= entry.lifetime[oldest];
    const own = this.#entries.peek(key);
    if (own !== undefined && own.fetchedAtMs >= fetchedAtMs)
      return isOfUse(own) ? { entry: own, call: this.#callOf(key, own, origin) } : undefined;
    try {
      const kept = this.#keep(key, origin.reread({ body: copy.body, fetchedAtMs }), fetchedAtMs);
      return isOfUse(kept.entry) ? kept : undefined;
    } catch {
      return undefined; // rubbish, whoever put it there
    }
  }

  #keep<C extends Call>(key: string, fetched: FetchedCall<C>, fetchedAtMs: number): Obtained<C> {
    this.#copies += 1;
    const entry = createEntry(this.#copies, fetched, fetchedAtMs);
    this.#entries.set(key, entry, { size: sizeOf(key, entry, fetched.body?.length ?? 0) });
    return { entry, call: fetched.call };
  }

  /** What an entry says. This is not the first read of it, so from now on it is held as the call that it is. */
  #callOf<C extends Call>(key: string, entry: Entry, origin: CallOrigin<C>): C | null {
    const { held, fetchedAtMs } = entry;
    if (!Buffer.isBuffer(held)) return held as C | null;
    const { call } = origin.reread({ body: held, fetchedAtMs });
    const read: Entry = { ...entry, held: call };
    this.#entries.set(key, read, { size: sizeOf(key, read, held.length) });
    return call;
  }

  /** Another replica has a newer copy: the one in memory is kept only for the case that the provider fails. */
  #supersede(key: string, fetchedAtMs: number): void {
    const entry = this.#entries.peek(key);
    if (entry === undefined || entry.fetchedAtMs >= fetchedAtMs) return;
    entry.lifetime = { ...entry.lifetime, freshMs: NEVER_MS, revalidateMs: NEVER_MS };
  }
}
