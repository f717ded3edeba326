import { randomBytes } from 'node:crypto';
import type { Admission, SharedLimit } from '../resilience/shared-limit.ts';
import { ADMIT, BEGIN_PAUSE, SENT } from './lua-scripts.ts';
import type { RedisLink } from './redis-link.ts';

const WINDOW_MS = 1_000;

/**
 * How late a request may leave once it was let go: this process may be busy, and a connection is made first. Counting
 * from the moment it was let go, 16 requests were seen to arrive in a second that ten may.
 */
const LEAVES_WITHIN_MS = 2_000;
/** How much longer than the quickest one a request may be on its way. */
const ARRIVES_WITHIN_MS = 50;

/** Requests leave meanwhile, so the wait is shorter than it looks; no shorter than this. */
const LEAST_WAIT_MS = 20;

const ADMITTED: Admission = { pauseMs: 0, waitMs: 0, sent: () => {} };

/** The rate limit and the pauses that replicas share under one name. */
export const createRedisLimit = (link: RedisLink, name: string): SharedLimit => {
  const pauseKey = `${name}:pause`;
  const logKey = `${name}:log`;
  return {
    async admit(perSecond) {
      const request = randomBytes(9).toString('base64url');
      const answer = await link.run('admit', (client) =>
        client.eval(ADMIT, 2, pauseKey, logKey, perSecond ?? 0, WINDOW_MS, LEAVES_WITHIN_MS, request),
      );
      if (!Array.isArray(answer)) return ADMITTED;
      const [pauseMs = 0, waitMs = 0] = answer.map(Number);
      if (pauseMs > 0) return { ...ADMITTED, pauseMs };
      if (waitMs > 0) return { ...ADMITTED, waitMs: Math.max(LEAST_WAIT_MS, waitMs - LEAVES_WITHIN_MS) };
      if (perSecond === null) return ADMITTED;
      const sent = (): void =>
        void link.run('sent', (client) => client.eval(SENT, 1, logKey, request, ARRIVES_WITHIN_MS));
      return { ...ADMITTED, sent };
    },
    pause(milliseconds) {
      void link.run('pause', (client) => client.eval(BEGIN_PAUSE, 1, pauseKey, Math.ceil(milliseconds)));
    },
  };
};
