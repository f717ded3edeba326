import type { Logger } from './logger.ts';
import type { Tracing, TracingOptions } from './tracing.ts';

/** Loads OpenTelemetry. A process without tracing never loads it. */
export async function openTracing(options: TracingOptions, logger: Logger): Promise<Tracing> {
  const { createTracing } = await import('./open-telemetry.ts');
  return createTracing(options, logger);
}
