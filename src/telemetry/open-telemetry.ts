import {
  type Context,
  type Span as OpenTelemetrySpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Span } from '../domain/span.ts';
import type { Logger } from './logger.ts';
import type { TraceExport, Tracing, TracingOptions } from './tracing.ts';

const propagator = new W3CTraceContextPropagator();
const fromHeaders = {
  get: (headers: Readonly<Record<string, string | string[] | undefined>>, name: string) => headers[name],
  keys: (headers: object) => Object.keys(headers),
};

/** Longest wait for the collector when the process stops. */
const CLOSE_WITHIN_MS = 3_000;

/** Traces with OpenTelemetry's SDK but without its global state: the parent of a span is the span that begins it. */
export function createTracing(options: TracingOptions, logger: Logger): Tracing {
  const deliveries = new DeliveryLog(logger);
  const provider = new BasicTracerProvider({
    resource: describeProcess(options),
    sampler: createSampler(options),
    spanProcessors: [new BatchSpanProcessor(reporting(createExporter(options.export), deliveries))],
  });
  const tracer = provider.getTracer('switchboard');
  return {
    beginServerSpan(name, headers) {
      const caller = propagator.extract(ROOT_CONTEXT, headers, fromHeaders);
      return wrap(tracer, tracer.startSpan(name, { kind: SpanKind.SERVER }, caller), caller);
    },
    async close() {
      await provider.forceFlush({ timeoutMillis: CLOSE_WITHIN_MS }).catch(() => deliveries.failed());
      provider.shutdown().catch(() => {}); // not awaited: it may take as long again
    },
  };
}

const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

function wrap(tracer: Tracer, span: OpenTelemetrySpan, parent: Context): Span {
  const context = trace.setSpan(parent, span);
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    begin: (name, { kind = 'internal', attributes = {} } = {}) =>
      wrap(tracer, tracer.startSpan(name, { kind: KINDS[kind], attributes }, context), context),
    set: (attributes) => void span.setAttributes(attributes),
    fail: (code) => {
      span.setAttributes({ 'error.type': code });
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}

/** The resource attributes of this process: those of `OTEL_RESOURCE_ATTRIBUTES`, and the service name. */
function describeProcess({ serviceName }: TracingOptions): Resource {
  const described = resourceFromAttributes({ 'service.name': 'switchboard' }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  return serviceName === null
    ? described
    : described.merge(resourceFromAttributes({ 'service.name': serviceName }));
}

function createSampler({ sampler, sampledRatio }: TracingOptions): Sampler {
  const choices = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(sampledRatio),
  };
  const [, name = 'always_on'] = /^(?:parentbased_)?(.+)$/.exec(sampler) ?? [];
  const root = choices[name as keyof typeof choices]();
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

/** The exporter. It reads headers, timeouts, certificates and compression from the standard variables itself. */
function createExporter(target: TraceExport): SpanExporter {
  if (target.to === 'console') return new ConsoleSpanExporter();
  const Exporter = target.protocol === 'http/json' ? JsonExporter : ProtobufExporter;
  return new Exporter({ url: target.url });
}

/** Logs when the collector stops accepting traces and when it accepts them again, not every failure in between. */
class DeliveryLog {
  readonly #logger: Logger;
  #failing = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  failed(): void {
    if (!this.#failing) this.#logger.warn('traces cannot be delivered to the collector');
    this.#failing = true;
  }

  succeeded(): void {
    if (this.#failing) this.#logger.info('traces are delivered to the collector again');
    this.#failing = false;
  }
}

const reporting = (exporter: SpanExporter, log: DeliveryLog): SpanExporter => ({
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) log.succeeded();
      else log.failed();
      done(result);
    }),
  forceFlush: async () => exporter.forceFlush?.(),
  shutdown: () => exporter.shutdown(),
});
