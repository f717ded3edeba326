import type { SharedCache } from '../cache/shared-cache.ts';
import type { SharedLimit } from '../resilience/shared-limit.ts';
import { createKeyring, plaintextKeyring } from './keyring.ts';
import { RedisCache } from './redis-cache.ts';
import { type ConnectionObserver, RedisConnection } from './redis-connection.ts';
import { createRedisLimit } from './redis-limit.ts';

export interface SharedStateOptions {
  /** Begins with redis:// or rediss://. May hold a password: never to be printed. */
  readonly url: string;
  /** Longest wait for one command. */
  readonly timeoutMs: number;
  /** 32 bytes each. The first encrypts; all decrypt. None: entries stand in the clear. */
  readonly encryptionKeys: readonly Buffer[];
  readonly maxBodyBytes: number;
  readonly maxFlightMs: number;
  readonly observer: ConnectionObserver;
}

/** What the replicas of one deployment have in common. */
export interface SharedState {
  readonly cache: SharedCache;
  /** The rate limit and pauses shared under one name, which Redis may read. */
  limitOf(name: string): SharedLimit;
  /** Resolves once Redis is reached, or after `patienceMs` at the latest. */
  connected(maxWaitMs: number): Promise<void>;
  readonly isConnected: boolean;
  close(): void;
}

/** The number changes with anything that an older version would misread. */
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
