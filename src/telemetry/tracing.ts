import type { IncomingHttpHeaders } from 'node:http';
import type { Span } from '../domain/span.ts';

/** Samplers that `OTEL_TRACES_SAMPLER` may name. */
export const SAMPLERS = [
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
  'always_on',
  'always_off',
  'traceidratio',
] as const;

/** The target of traces: a collector, by OTLP over HTTP, or standard output. */
export type TraceExport =
  | {
      readonly to: 'otlp';
      /** The full URL, including the path of traces. */
      readonly url: string;
      readonly protocol: 'http/protobuf' | 'http/json';
    }
  | { readonly to: 'console' };

export interface TracingOptions {
  readonly export: TraceExport;
  /** `null` for the name in `OTEL_RESOURCE_ATTRIBUTES`, or the default. */
  readonly serviceName: string | null;
  readonly sampler: (typeof SAMPLERS)[number];
  /** Share of traces to keep, from 0 to 1, for ratio samplers. */
  readonly sampledRatio: number;
}

/** The traces of this process. */
export interface Tracing {
  /** Begins the span of a request. It joins the trace that `headers` name, if they name one. */
  beginServerSpan(name: string, headers: IncomingHttpHeaders): Span;
  /** Exports the spans that are left. Never rejects. */
  close(): Promise<void>;
}
