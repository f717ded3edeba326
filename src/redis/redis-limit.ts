import { randomBytes } from 'node:crypto';
import type { Admission, SharedLimit } from '../resilience/shared-limit.ts';
import { ADMIT, ARRIVES, BEGIN_PAUSE } from './lua-scripts.ts';
import type { RedisConnection } from './redis-connection.ts';

const WINDOW_MS = 1_000;

/**
 * How late a request may leave once it was let go: this process may be busy, and a connection is made first. Counting
 * from the moment it was let go, 16 requests were seen to arrive in a second that ten may.
 */
const LEAVES_WITHIN_MS = 2_000;
/** How long a request may be on its way once it has left. When it is answered before that, it has arrived. */
const ARRIVES_WITHIN_MS = 250;

/** What is waited for has not left yet: one asks again soon, to see when it did. */
const ASK_AGAIN_MS = 20;

const ADMITTED: Admission = { pauseMs: 0, waitMs: 0, sent: () => {}, answered: () => {} };

/** The rate limit and the pauses that replicas share under one name. */
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
      let answer = await ask();
      if (answer === undefined && perSecond !== null && connection.isConnected) answer = await ask(); // to break a limit is worse than to wait
      if (!Array.isArray(answer)) return ADMITTED;
      const [pauseMs = 0, waitMs = 0] = answer.map(Number);
      if (pauseMs > 0) return { ...ADMITTED, pauseMs };
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
