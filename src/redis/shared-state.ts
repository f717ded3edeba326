import type { SharedCache } from '../cache/shared-cache.ts';
import type { SharedLimit } from '../resilience/shared-limit.ts';
import { createKeyring, openKeyring } from './keyring.ts';
import { RedisCache } from './redis-cache.ts';
import { createRedisLimit } from './redis-limit.ts';
import { type LinkObserver, RedisLink } from './redis-link.ts';

export interface SharedStateOptions {
  /** Begins with redis:// or rediss://. May hold a password: never to be printed. */
  readonly url: string;
  /** Longest wait for one command. */
  readonly timeoutMs: number;
  /** 32 bytes each. The first encrypts; all decrypt. None: entries stand in the clear. */
  readonly encryptionKeys: readonly Buffer[];
  readonly maxBodyBytes: number;
  readonly maxFlightMs: number;
  readonly observer: LinkObserver;
}

/** What the replicas of one deployment have in common. */
export interface SharedState {
  readonly cache: SharedCache;
  /** The rate limit and pauses shared under one name, which Redis may read. */
  limitOf(name: string): SharedLimit;
  /** Resolves once Redis is reached, or after `patienceMs` at the latest. */
  connected(patienceMs: number): Promise<void>;
  readonly isConnected: boolean;
  close(): void;
}

/** The number changes with anything that an older version would misread. */
const PREFIX = 'switchboard:1';

export function createSharedState(options: SharedStateOptions): SharedState {
  const { url, timeoutMs, encryptionKeys, maxBodyBytes, maxFlightMs, observer } = options;
  const [first, ...others] = encryptionKeys;
  const keyring = first === undefined ? openKeyring : createKeyring([first, ...others]);
  const link = new RedisLink({ url, timeoutMs, observer });
  return {
    cache: new RedisCache({ link, keyring, prefix: PREFIX, maxBodyBytes, maxFlightMs }),
    limitOf: (name) => createRedisLimit(link, `${PREFIX}:limit:${name}`),
    connected: (patienceMs) => link.connected(patienceMs),
    get isConnected() {
      return link.isConnected;
    },
    close: () => link.close(),
  };
}
