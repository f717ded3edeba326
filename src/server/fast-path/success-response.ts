import type { Logger } from '../../telemetry/logger.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { CorsHeaders } from '../request/cors-headers.ts';
import type { NamedOperation } from '../request/operation-name.ts';
import { failuresOf, millisecondsSince, writeRequestLogLine } from '../request/request-log-line.ts';
import type { RequestState } from '../request/request-state.ts';

/** A response without errors to a query. */
export interface SuccessResponse {
  /** The body in UTF-8, which takes longer to encode than to send. */
  readonly bytes: Buffer;
  /** Alternating names and values, with `content-length` and without the headers that differ between requests. */
  readonly headers: readonly string[];
  readonly operation: NamedOperation;
}

export interface SuccessResponseOptions {
  readonly corsHeaders: CorsHeaders;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'onOperation' | 'onResponse' | 'onRequestError' | 'onFastPathResponse'>;
}

/** Sends a complete response, and records of it in log, metrics and span what the plugins would record. */
export type SendSuccess = (state: RequestState, response: SuccessResponse, upstreamRequests: number) => void;

export function createSendSuccess({ corsHeaders, logger, metrics }: SuccessResponseOptions): SendSuccess {
  return (state, response, upstreamRequests) => {
    const { requestId, req, res, startedAt } = state;
    if (!res.closed) {
      const headers = [...response.headers, 'x-request-id', requestId];
      for (const [name, value] of corsHeaders(req.headers.origin ?? null)) headers.push(name, value);
      res.writeHead(200, headers);
      res.end(response.bytes);
    }
    metrics.onResponse(200);
    metrics.onOperation('ok', (performance.now() - startedAt) / 1_000);
    state.span?.set(describeOperation(response.operation));
    if (!logger.isLevelEnabled('info')) return;
    writeRequestLogLine(logger, {
      requestId,
      client: state.clientName,
      ...response.operation,
      ...failuresOf(state.graphContext?.metrics),
      outcome: 'ok',
      status: 200,
      durationMs: millisecondsSince(startedAt),
      upstreamRequests,
    });
  };
}

/** `headers` are those that all responses to the operation have in common. */
export function toSuccessResponse(
  text: string,
  headers: readonly string[],
  operation: NamedOperation,
): SuccessResponse {
  const bytes = Buffer.from(text);
  return { bytes, headers: [...headers, 'content-length', String(bytes.length)], operation };
}

/** The attributes of a span whose operation succeeded. */
const describeOperation = ({ operationType, operationName }: NamedOperation): Record<string, string> => ({
  'switchboard.outcome': 'ok',
  ...(operationType !== undefined && { 'graphql.operation.type': operationType }),
  ...(operationName !== undefined && { 'graphql.operation.name': operationName }),
});

/** The headers that do not depend on the single request: alternating names and values. */
export function commonHeaders(headers: Headers): string[] {
  const common: string[] = [];
  headers.forEach((value, name) => {
    if (!isPerRequestHeader(name)) common.push(name, value);
  });
  return common;
}

const isPerRequestHeader = (name: string): boolean =>
  name === 'x-request-id' ||
  name === 'vary' ||
  name === 'content-length' ||
  name.startsWith('access-control-');
