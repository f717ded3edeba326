import type { SharedCache } from '../cache/shared-cache.ts';
import type { SharedLimit } from '../resilience/shared-limit.ts';
import { createKeyring, plaintextKeyring } from './keyring.ts';
import { RedisCache } from './redis-cache.ts';
import { type ConnectionObserver, RedisConnection } from './redis-connection.ts';
import { createRedisLimit } from './redis-limit.ts';

export interface SharedStateOptions {
  /** Begins with redis:// or rediss://. May hold a password: never print it. */
  readonly url: string;
  /** Longest wait for one command, in milliseconds. */
  readonly timeoutMs: number;
  /** 32 bytes each. The first key encrypts, every key decrypts. Without a key, entries are stored unencrypted. */
  readonly encryptionKeys: readonly Buffer[];
  /** Longest body that is read back, in bytes. */
  readonly maxBodyBytes: number;
  /** Longest time for which a replica may hold the lock of a key. */
  readonly maxFlightMs: number;
  readonly observer: ConnectionObserver;
}

/** The state that the replicas of one deployment share. */
export interface SharedState {
  readonly cache: SharedCache;
  /** The rate limit and the pauses shared under `name`, which is stored unencrypted. */
  limitOf(name: string): SharedLimit;
  /** Resolves once Redis is connected, or after `maxWaitMs` at the latest. */
  connected(maxWaitMs: number): Promise<void>;
  readonly isConnected: boolean;
  close(): void;
}

/** Prefix of every key and channel. The number changes with any format that an older version would misread. */
const PREFIX = 'switchboard:1';

export function createSharedState(options: SharedStateOptions): SharedState {
  const { url, timeoutMs, encryptionKeys, maxBodyBytes, maxFlightMs, observer } = options;
  const [first, ...others] = encryptionKeys;
  const keyring = first === undefined ? plaintextKeyring : createKeyring([first, ...others]);
  const connection = new RedisConnection({ url, timeoutMs, observer });
  return {
    cache: new RedisCache({ connection, keyring, prefix: PREFIX, maxBodyBytes, maxFlightMs }),
    limitOf: (name) => createRedisLimit(connection, `${PREFIX}:limit:${name}`),
    connected: (maxWaitMs) => connection.connected(maxWaitMs),
    get isConnected() {
      return connection.isConnected;
    },
    close: () => connection.close(),
  };
}
