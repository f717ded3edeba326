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

/** Where traces go: to a collector by OTLP over HTTP, or to standard output. */
export type TraceExport =
  | {
      readonly to: 'otlp';
      /** With the path at its end. */
      readonly url: string;
      readonly protocol: 'http/protobuf' | 'http/json';
    }
  | { readonly to: 'console' };

export interface TracingOptions {
  readonly export: TraceExport;
  /** `null` for the default, which `OTEL_RESOURCE_ATTRIBUTES` may replace. */
  readonly serviceName: string | null;
  readonly sampler: (typeof SAMPLERS)[number];
  /** The share of traces to keep, from 0 to 1, for samplers that go by one. */
  readonly sampledRatio: number;
}

/** Traces of this process, on their way to whoever collects them. */
export interface Tracing {
  /** Begins the work for a request that arrived with `headers`, in its sender's trace when they name one. */
  beginServerSpan(name: string, headers: IncomingHttpHeaders): Span;
  /** Sends what has not been sent. Never rejects. */
  close(): Promise<void>;
}
