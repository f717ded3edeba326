import type { Config } from '../config/config.ts';
import type { SharedState, SharedStateOptions } from '../redis/shared-state.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createRedisMetrics } from '../telemetry/redis-metrics.ts';

/** Makes what replicas share. Its code is loaded only when it is wanted. */
export type CreateSharedState = (options: SharedStateOptions) => SharedState;

/** Opens what the settings say is shared; `null` when they name no Redis. */
export function openSharedState(
  { sharedState, maxBodyBytes, upstreamDeadlineMs }: Config,
  create: CreateSharedState | undefined,
  { metrics, logger }: { metrics: Metrics; logger: Logger },
): SharedState | null {
  if (sharedState === null || create === undefined) return null;
  const onCommand = createRedisMetrics(metrics.registry, () => shared.isConnected);
  const shared = create({
    ...sharedState,
    maxBodyBytes,
    maxFlightMs: upstreamDeadlineMs,
    observer: {
      onCommand,
      onConnection: (connected, reason) => {
        if (connected) logger.info('connected to Redis');
        else
          logger.warn({ reason }, 'no connection to Redis: this process goes on by itself until it is back');
      },
    },
  });
  return shared;
}
