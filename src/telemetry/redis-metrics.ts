import { Gauge, Histogram, type Registry } from 'prom-client';

const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];

/** Registers the metrics of the shared Redis. Returns the function to call after each command. */
export function createRedisMetrics(
  registry: Registry,
  isConnected: () => boolean,
): (operation: string, outcome: string, seconds: number) => void {
  const commands = new Histogram({
    name: 'switchboard_redis_command_duration_seconds',
    help: 'Commands to the shared Redis by operation and outcome. Commands with outcome disconnected or breaker-open were not sent.',
    labelNames: ['operation', 'outcome'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  new Gauge({
    name: 'switchboard_redis_connected',
    help: '1 while the shared Redis is connected.',
    registers: [registry],
    collect() {
      this.set(Number(isConnected()));
    },
  });
  return (operation, outcome, seconds) => commands.observe({ operation, outcome }, seconds);
}
