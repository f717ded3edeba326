import { randomBytes } from 'node:crypto';
import type { Admission, SharedLimit } from '../resilience/shared-limit.ts';
import { ADMIT, ARRIVES, BEGIN_PAUSE } from './lua-scripts.ts';
import type { RedisConnection } from './redis-connection.ts';

const WINDOW_MS = 1_000;

/**
 * Longest time from the admission of a request until it leaves: this process may be busy, and a connection may have to
 * be made first. With the window counted from the admission, 16 requests arrived in a second whose limit was ten.
 */
const LEAVES_WITHIN_MS = 2_000;
/** Longest time from sending a request until it arrives. A request whose response came earlier has arrived. */
const ARRIVES_WITHIN_MS = 250;

/** Longest pause that is believed, in milliseconds: a day, as for a `Retry-After` header. */
const MAX_PAUSE_MS = 86_400_000;

/** Wait before asking again while the request that holds the oldest place has not been sent yet. */
const ASK_AGAIN_MS = 20;

const ADMITTED: Admission = { pauseMs: 0, waitMs: 0, sent: () => {}, answered: () => {} };

/** The rate limit and the pauses that replicas share under `name`. */
export const createRedisLimit = (connection: RedisConnection, name: string): SharedLimit => {
  const pauseKey = `${name}:pause`;
  const logKey = `${name}:log`;
  return {
    async admit(perSecond) {
      const request = randomBytes(9).toString('base64url');
      const ask = (): Promise<unknown> =>
        connection.run('admit', (client) =>
          client.eval(ADMIT, 2, pauseKey, logKey, perSecond ?? 0, WINDOW_MS, LEAVES_WITHIN_MS, request),
        );
      let reply = await ask();
      // One more wait is better than a broken rate limit.
      if (reply === undefined && perSecond !== null && connection.isConnected) reply = await ask();
      if (!Array.isArray(reply)) return ADMITTED;
      const [pauseMs = 0, waitMs = 0] = reply.map(toMilliseconds);
      if (pauseMs > 0) return { ...ADMITTED, pauseMs: Math.min(pauseMs, MAX_PAUSE_MS) };
      const hasLeft = waitMs <= WINDOW_MS + ARRIVES_WITHIN_MS;
      if (waitMs > 0) return { ...ADMITTED, waitMs: hasLeft ? waitMs : ASK_AGAIN_MS };
      if (perSecond === null) return ADMITTED;
      const arrives = (withinMs: number): void =>
        void connection.run('arrives', (client) => client.eval(ARRIVES, 1, logKey, request, withinMs));
      return { ...ADMITTED, sent: () => arrives(ARRIVES_WITHIN_MS), answered: () => arrives(0) };
    },
    pause(milliseconds) {
      void connection.run('pause', (client) =>
        client.eval(BEGIN_PAUSE, 1, pauseKey, Math.ceil(milliseconds)),
      );
    },
  };
};

/** A length of time in a reply; 0 for anything that is none. */
const toMilliseconds = (value: unknown): number => {
  const milliseconds = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : 0;
};
