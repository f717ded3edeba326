import type { Config } from '../config/config.ts';
import type { SharedState, SharedStateOptions } from '../redis/shared-state.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createRedisLog } from '../telemetry/redis-log.ts';
import { createRedisMetrics } from '../telemetry/redis-metrics.ts';

/** Creates the shared state. Its code is loaded only when `REDIS_URL` is set. */
export type CreateSharedState = (options: SharedStateOptions) => SharedState;

/** Opens the state that replicas share; `null` when no Redis is configured. */
export function openSharedState(
  { sharedState, upstream: { maxBodyBytes, deadlineMs } }: Config,
  create: CreateSharedState | undefined,
  { metrics, logger }: { metrics: Metrics; logger: Logger },
): SharedState | null {
  if (sharedState === null || create === undefined) return null;
  const onCommand = createRedisMetrics(metrics.registry, () => shared.isConnected);
  const log = createRedisLog(logger);
  const shared = create({
    ...sharedState,
    maxBodyBytes,
    maxFlightMs: deadlineMs,
    observer: {
      onCommand: (operation, outcome, seconds, reason) => {
        onCommand(operation, outcome, seconds);
        log.onCommand(operation, outcome, reason);
      },
      onConnection: log.onConnection,
    },
  });
  return shared;
}
