import { SAMPLERS, type TraceExport, type TracingOptions } from '../telemetry/tracing.ts';
import type { EnvironmentReader } from './environment-reader.ts';

/** Reads the standard variables of OpenTelemetry. `null` when neither an exporter nor an endpoint is set: nothing is traced. */
export function readTracingConfig(reader: EnvironmentReader): TracingOptions | null {
  const named =
    reader.text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? reader.text('OTEL_EXPORTER_OTLP_ENDPOINT');
  const exporters = ['otlp', 'console', 'none'] as const;
  const exporter = reader.word('OTEL_TRACES_EXPORTER', exporters, named === null ? 'none' : 'otlp');
  const sampler = reader.word('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on');
  const sampledRatio = readRatio(reader);
  const otlp = readOtlp(reader);
  if (exporter === 'none' || reader.word('OTEL_SDK_DISABLED', ['true', 'false'], 'false') === 'true')
    return null;
  return {
    export: exporter === 'console' ? { to: 'console' } : otlp,
    serviceName: reader.text('OTEL_SERVICE_NAME'),
    sampler,
    sampledRatio,
  };
}

const COLLECTOR = 'http://localhost:4318';
const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

function readOtlp(reader: EnvironmentReader): TraceExport {
  const general = reader.word('OTEL_EXPORTER_OTLP_PROTOCOL', PROTOCOLS, 'http/protobuf');
  const protocol = reader.word('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', PROTOCOLS, general);
  const tracesUrl = readUrl(reader, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const generalUrl = readUrl(reader, 'OTEL_EXPORTER_OTLP_ENDPOINT') ?? COLLECTOR;
  return { to: 'otlp', protocol, url: tracesUrl ?? `${generalUrl.replace(/\/+$/, '')}/v1/traces` };
}

function readUrl(reader: EnvironmentReader, name: string): string | null {
  const text = reader.text(name);
  if (text === null) return null;
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isHttp) reader.problems.push(`${name} must be an http or https URL.`);
  return text;
}

function readRatio(reader: EnvironmentReader): number {
  const text = reader.text('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const ratio = /^\d{0,9}\.?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (ratio >= 0 && ratio <= 1) return ratio;
  reader.problems.push(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1; it is "${text.slice(0, 40)}".`);
  return 1;
}
