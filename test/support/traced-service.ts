import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

type Headers = Record<string, string | string[] | undefined>;

/** Another service, traced by OpenTelemetry's SDK. */
export interface TracedService {
  /** Runs `work` within a span of the trace in `received`. `work` gets the headers to send. */
  within<T>(
    name: string,
    received: Headers,
    work: (headers: Record<string, string>) => T | Promise<T>,
  ): Promise<T>;
  close(): Promise<void>;
}

export function createTracedService(name: string, collectorUrl: string): TracedService {
  const exporter = new OTLPTraceExporter({ url: `${collectorUrl}/v1/traces` });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': name }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer(name);
  const propagator = new W3CTraceContextPropagator();
  return {
    async within(spanName, received, work) {
      const get = (headers: Headers, key: string) => headers[key];
      const caller = propagator.extract(ROOT_CONTEXT, received, { get, keys: Object.keys });
      const span = tracer.startSpan(spanName, { kind: SpanKind.SERVER }, caller);
      const headers: Record<string, string> = {};
      propagator.inject(trace.setSpan(caller, span), headers, {
        set: (carrier: Record<string, string>, key, value) => {
          carrier[key] = value;
        },
      });
      try {
        return await work(headers);
      } finally {
        span.end();
      }
    },
    close: () => provider.shutdown(),
  };
}
