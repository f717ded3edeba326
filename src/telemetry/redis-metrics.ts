import { Gauge, Histogram, type Registry } from 'prom-client';

const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];

/** Counts of what is sent to the Redis that replicas share. Returns what is to be told of each command. */
export function createRedisMetrics(
  registry: Registry,
  isConnected: () => boolean,
): (operation: string, outcome: string, seconds: number) => void {
  const commands = new Histogram({
    name: 'switchboard_redis_command_duration_seconds',
    help: 'Commands to the shared Redis by what they were for and how they ended; disconnected and breaker-open were not sent.',
    labelNames: ['operation', 'outcome'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  new Gauge({
    name: 'switchboard_redis_connected',
    help: '1 while there is a connection to the shared Redis.',
    registers: [registry],
    collect() {
      this.set(Number(isConnected()));
    },
  });
  return (operation, outcome, seconds) => commands.observe({ operation, outcome }, seconds);
}
