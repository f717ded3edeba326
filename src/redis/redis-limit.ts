import type { Admission, SharedLimit } from '../resilience/shared-limit.ts';
import { ADMIT, BEGIN_PAUSE } from './lua-scripts.ts';
import type { RedisLink } from './redis-link.ts';

/**
 * A second, and what requests may be late by between leaving a replica and reaching the provider: without it, a
 * late one of this second and the first of the next would arrive within one.
 */
const WINDOW_MS = 1_050;

const ADMITTED: Admission = { pauseMs: 0, waitMs: 0 };

/** The rate limit and the pauses that replicas share under one name. */
export const createRedisLimit = (link: RedisLink, name: string): SharedLimit => {
  const pauseKey = `${name}:pause`;
  const logKey = `${name}:log`;
  return {
    async admit(perSecond) {
      const answer = await link.run('admit', (client) =>
        client.eval(ADMIT, 2, pauseKey, logKey, perSecond ?? 0, WINDOW_MS),
      );
      if (!Array.isArray(answer)) return ADMITTED;
      const [pauseMs, waitMs] = answer;
      return { pauseMs: Number(pauseMs), waitMs: Number(waitMs) };
    },
    pause(milliseconds) {
      void link.run('pause', (client) => client.eval(BEGIN_PAUSE, 1, pauseKey, Math.ceil(milliseconds)));
    },
  };
};
