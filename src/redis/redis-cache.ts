import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Claim, Landing, SharedCache, SharedCopy } from '../cache/shared-cache.ts';
import { decodeCopy, encodeCopy } from './copy-codec.ts';
import type { Keyring } from './keyring.ts';
import { EXTEND_LOCK, RELEASE_LOCK } from './lua-scripts.ts';
import { createNoticeCodec, type Notice } from './notices.ts';
import type { RedisLink } from './redis-link.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface RedisCacheOptions {
  readonly link: RedisLink;
  readonly keyring: Keyring;
  /** What every name in Redis begins with. */
  readonly prefix: string;
  /** Longest body that is read back, in bytes. */
  readonly maxBodyBytes: number;
  /** Longest flight: a lock is not held for longer. */
  readonly maxFlightMs: number;
}

/** What others wait for a replica that died in flight. A flight that takes longer renews its lock meanwhile. */
const LOCK_MS = 2_000;
const RENEW_MS = 700;

/** The tier that replicas share, in Redis or Valkey. */
export class RedisCache implements SharedCache {
  readonly #options: RedisCacheOptions;
  readonly #link: RedisLink;
  readonly #channel: string;
  readonly #notices: ReturnType<typeof createNoticeCodec>;
  readonly #waitingRoom = new WaitingRoom();
  readonly #listeners: ((key: string, fetchedAtMs: number) => void)[] = [];

  constructor(options: RedisCacheOptions) {
    this.#options = options;
    this.#link = options.link;
    this.#channel = `${options.prefix}:landings`;
    this.#notices = createNoticeCodec(options.keyring, this.#channel);
    this.#link.subscribe(this.#channel, (message) => this.#hear(message));
  }

  async read(key: string): Promise<SharedCopy | null> {
    const names = this.#namesOf(key);
    const found = await this.#link.run('read', (client) => client.mgetBuffer(...names));
    return found === undefined ? null : this.#open(names, found);
  }

  async claim(key: string): Promise<Claim> {
    const names = this.#namesOf(key);
    const lock = `${names[0]}:lock`;
    const token = randomBytes(12).toString('base64url');
    const { called, leave } = this.#waitingRoom.enter(key);
    const answer = await this.#link.run('claim', (client) => {
      const locked = client.set(lock, token, 'PX', LOCK_MS, 'NX');
      const found = client.mgetBuffer(...names); // in this order: who gets the lock sees what its last holder stored
      return Promise.all([locked, found]);
    });
    const [locked, found] = answer ?? ['OK', []]; // without Redis, every flight is this replica's own
    const holding = locked === 'OK';
    if (holding) leave();
    const stopRenewing = holding && answer !== undefined ? this.#keepRenewing(lock, token) : () => {};
    return {
      copy: this.#open(names, found),
      released: holding ? null : called,
      land: (landing) => {
        stopRenewing();
        this.#land(key, landing, { name: names[0], lock, token }).catch(() => {}); // the lock ends by itself
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

  /** The newest copy among them; rubbish counts as none. */
  #open(names: readonly string[], found: readonly (Buffer | null)[]): SharedCopy | null {
    let newest: SharedCopy | null = null;
    for (const [index, name] of names.entries()) {
      const sealed = found[index];
      const bytes = sealed == null ? null : this.#options.keyring.open(name, sealed);
      const copy = bytes === null ? null : decodeCopy(bytes, this.#options.maxBodyBytes);
      if (copy !== null && (newest === null || copy.fetchedAtMs > newest.fetchedAtMs)) newest = copy;
    }
    return newest;
  }

  #keepRenewing(lock: string, token: string): () => void {
    const began = performance.now();
    const timer = setInterval(() => {
      if (performance.now() - began > this.#options.maxFlightMs) return clearInterval(timer);
      void this.#link.run('renew', (client) => client.eval(EXTEND_LOCK, 1, lock, token, LOCK_MS));
    }, RENEW_MS).unref();
    return () => clearInterval(timer);
  }

  async #land(
    key: string,
    landing: Landing,
    { name, lock, token }: { name: string; lock: string; token: string },
  ): Promise<void> {
    let notice: Notice = { key, event: 'abandoned', fetchedAtMs: 0 };
    if (landing === 'failed') notice = { ...notice, event: 'failed' };
    else if (landing !== 'abandoned') {
      const sealed = this.#options.keyring.seal(name, await encodeCopy(landing.copy));
      const stored = await this.#link.run('store', (client) =>
        client.set(name, sealed, 'PX', Math.ceil(landing.ttlMs)),
      );
      // whoever waits must not wait for a copy that will not come
      notice = { key, event: stored === 'OK' ? 'stored' : 'failed', fetchedAtMs: landing.copy.fetchedAtMs };
    }
    await this.#link.run('release', (client) => this.#release(client, lock, token, notice));
  }

  #release(client: Redis, lock: string, token: string, notice: Notice): Promise<unknown> {
    const released = client.eval(RELEASE_LOCK, 1, lock, token);
    return Promise.all([released, client.publish(this.#channel, this.#notices.encode(notice))]);
  }

  #hear(message: Buffer): void {
    const notice = this.#notices.decode(message);
    if (notice === null) return;
    const { key, event, fetchedAtMs } = notice;
    this.#waitingRoom.call(key, event === 'failed' ? 'failed' : 'look again');
    if (event === 'stored') for (const listener of this.#listeners) listener(key, fetchedAtMs);
  }
}
