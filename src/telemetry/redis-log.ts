import type { Logger } from './logger.ts';

/** Writes one line for each change of the shared Redis: lost, silent, refusing commands, and back. */
export interface RedisLog {
  /** `reason` is an error's code. */
  onConnection(connected: boolean, reason: string | null): void;
  /** Called after each command with its outcome. `reason` is the first word of Redis's error, such as OOM. */
  onCommand(operation: string, outcome: string, reason: string | null): void;
}

export function createRedisLog(logger: Logger): RedisLog {
  const refused = new Set<string>();
  let isSilent = false;
  return {
    onConnection(connected, reason) {
      if (connected) logger.info('connected to Redis');
      else
        logger.warn(
          { reason },
          'no connection to Redis: until it is back, this process shares neither its cache nor its limits',
        );
    },
    onCommand(operation, outcome, reason) {
      if (outcome === 'ok') {
        if (isSilent) logger.info('Redis responds again');
        isSilent = false;
        if (refused.delete(operation) && refused.size === 0) logger.info('Redis accepts all commands again');
      } else if (outcome === 'refused') {
        if (refused.size === 0)
          logger.warn(
            { operation, reason },
            'Redis refuses commands: check its memory, role and credentials',
          );
        refused.add(operation);
      } else if (outcome === 'breaker-open' && !isSilent) {
        isSilent = true;
        logger.warn('Redis does not respond: this process goes on without it and tries again each second');
      }
    },
  };
}
