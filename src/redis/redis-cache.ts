import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Claim, FlightResult, SharedCache, SharedEntry } from '../cache/shared-cache.ts';
import { decodeEntry, encodeEntry } from './entry-codec.ts';
import type { Keyring } from './keyring.ts';
import { LockWaiters } from './lock-waiters.ts';
import { EXTEND_LOCK, RELEASE_LOCK, TAKE_LOCK } from './lua-scripts.ts';
import { createMessageCodec, type ReplicaMessage } from './pubsub-messages.ts';
import type { RedisConnection } from './redis-connection.ts';

export interface RedisCacheOptions {
  readonly connection: RedisConnection;
  readonly keyring: Keyring;
  /** Prefix of every key and channel in Redis. */
  readonly prefix: string;
  /** Longest body that is read back, in bytes. */
  readonly maxBodyBytes: number;
  /** Longest time for which a lock is renewed, in milliseconds. */
  readonly maxFlightMs: number;
}

/** Lifetime of a lock, and so the longest wait for a replica that died while it held one. A longer flight renews its lock. */
const LOCK_MS = 2_000;
const RENEW_MS = 700;

/** The cache tier that replicas share, in Redis or Valkey. */
export class RedisCache implements SharedCache {
  readonly #options: RedisCacheOptions;
  readonly #connection: RedisConnection;
  readonly #channel: string;
  readonly #codec: ReturnType<typeof createMessageCodec>;
  readonly #waiters = new LockWaiters();
  readonly #listeners: ((key: string, fetchedAtMs: number) => void)[] = [];

  constructor(options: RedisCacheOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#channel = `${options.prefix}:flights`;
    this.#codec = createMessageCodec(options.keyring, this.#channel);
    this.#connection.subscribe(this.#channel, (message) => this.#onMessage(message));
  }

  async read(key: string): Promise<SharedEntry | null> {
    const names = this.#namesOf(key);
    const found = await this.#connection.run('read', (client) => client.mgetBuffer(...names));
    return this.#open(names, found);
  }

  async claim(key: string): Promise<Claim> {
    const names = this.#namesOf(key);
    const lock = `${names[0]}:lock`;
    const token = randomBytes(12).toString('base64url');
    const { released, leave } = this.#waiters.wait(key);
    const reply = await this.#connection.run('claim', (client) => {
      // The lock comes first, so that a replica that gets the lock also sees the entry that its last holder stored.
      const locked = client.eval(TAKE_LOCK, 1, lock, token, LOCK_MS);
      const found = client.mgetBuffer(...names);
      return Promise.all([locked, found]);
    });
    const [locked, found] = reply ?? [1, []]; // without Redis, this replica fetches by itself
    const holding = locked !== 0; // a reply of another kind is no lock of another replica
    if (holding) leave();
    const stopRenewing = holding && reply !== undefined ? this.#keepRenewing(lock, token) : () => {};
    return {
      entry: this.#open(names, found),
      otherReleased: holding ? null : released,
      release: (result) => {
        stopRenewing();
        this.#releaseWith(key, result, { name: names[0], lock, token }).catch(() => {}); // the lock expires by itself
      },
    };
  }

  onNewer(listener: (key: string, fetchedAtMs: number) => void): void {
    this.#listeners.push(listener);
  }

  #namesOf(key: string): readonly [string, ...string[]] {
    const [first, ...others] = this.#options.keyring.namesOf(key);
    const full = (name: string): string => `${this.#options.prefix}:call:${name}`;
    return [full(first), ...others.map(full)];
  }

  /** The newest readable entry; `null` when there is none. `found` lines up with `names`, unless the reply was none of ours. */
  #open(names: readonly string[], found: unknown): SharedEntry | null {
    if (!Array.isArray(found)) return null;
    let newest: SharedEntry | null = null;
    for (const [index, name] of names.entries()) {
      const sealed: unknown = found[index];
      const bytes = !Buffer.isBuffer(sealed) ? null : this.#options.keyring.open(name, sealed);
      const entry = bytes === null ? null : decodeEntry(bytes, this.#options.maxBodyBytes);
      if (entry !== null && (newest === null || entry.fetchedAtMs > newest.fetchedAtMs)) newest = entry;
    }
    return newest;
  }

  #keepRenewing(lock: string, token: string): () => void {
    const startedAt = performance.now();
    const timer = setInterval(() => {
      if (performance.now() - startedAt > this.#options.maxFlightMs) return clearInterval(timer);
      void this.#connection.run('renew', (client) => client.eval(EXTEND_LOCK, 1, lock, token, LOCK_MS));
    }, RENEW_MS).unref();
    return () => clearInterval(timer);
  }

  async #releaseWith(
    key: string,
    result: FlightResult,
    { name, lock, token }: { name: string; lock: string; token: string },
  ): Promise<void> {
    let replicaMessage: ReplicaMessage = { key, event: 'abandoned', fetchedAtMs: 0 };
    if (result === 'failed') replicaMessage = { ...replicaMessage, event: 'failed' };
    else if (result !== 'abandoned') {
      const sealed = this.#options.keyring.seal(name, await encodeEntry(result.copy));
      const stored = await this.#connection.run('store', (client) =>
        client.set(name, sealed, 'PX', Math.ceil(result.ttlMs)),
      );
      // A failed write is reported as a failure, so that the waiting replicas do not wait for an entry that will not come.
      replicaMessage = {
        key,
        event: stored === 'OK' ? 'stored' : 'failed',
        fetchedAtMs: result.copy.fetchedAtMs,
      };
    }
    await this.#connection.run('release', (client) => this.#release(client, lock, token, replicaMessage));
  }

  #release(client: Redis, lock: string, token: string, replicaMessage: ReplicaMessage): Promise<unknown> {
    const released = client.eval(RELEASE_LOCK, 1, lock, token);
    return Promise.all([released, client.publish(this.#channel, this.#codec.encode(replicaMessage))]);
  }

  #onMessage(message: Buffer): void {
    const replicaMessage = this.#codec.decode(message);
    if (replicaMessage === null) return;
    const { key, event, fetchedAtMs } = replicaMessage;
    this.#waiters.wake(key, event === 'failed' ? 'failed' : 'look again');
    if (event === 'stored') for (const listener of this.#listeners) listener(key, fetchedAtMs);
  }
}
