import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphContext } from '../../../schema/context.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { CorsHeaders } from '../plugins/use-cors.ts';
import { millisecondsSince, writeRequestLine } from '../plugins/use-request-log.ts';
import type { NamedOperation } from '../request/operation-name.ts';
import type { RequestIds } from '../request/request-ids.ts';
import type { ResponseDependencies } from '../request/response-dependencies.ts';
import type { ServerContext } from '../request/server-context.ts';
import type { ServerSpans } from '../server-spans.ts';
import type { ConnectionSignal } from './connection-signal.ts';

/** An answer without errors to a query. */
export interface SuccessResponse {
  /** Its text in UTF-8, which takes longer to make than to send. */
  readonly bytes: Buffer;
  /** Names and values in turn, `content-length` among them, less those that differ from request to request. */
  readonly headers: readonly string[];
  readonly operation: NamedOperation;
}

/** A request and its exchange over Node’s HTTP server: one object from its coming to its answer, filled on the way. */
export interface FastPathRequest extends ServerContext {
  readonly request: Request;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly client: ConnectionSignal;
  readonly startedAt: number;
  body: Promise<Buffer> | undefined;
  dependencies: ResponseDependencies | undefined;
  graphContext: GraphContext | undefined;
}

export interface SuccessResponseOptions {
  readonly requestIds: RequestIds;
  readonly clientName: (request: Request) => string | undefined;
  readonly corsHeaders: CorsHeaders;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'onOperation' | 'onFastPathResponse'>;
  readonly serverSpans: ServerSpans | undefined;
}

/** Sends a whole answer, and tells of it what the plugins would tell. */
export type SendSuccess = (visit: FastPathRequest, answer: SuccessResponse, upstreamRequests: number) => void;

export function createSendSuccess(options: SuccessResponseOptions): SendSuccess {
  const { requestIds, clientName, corsHeaders, logger, metrics, serverSpans } = options;
  return ({ request, req, res, startedAt }, answer, upstreamRequests) => {
    const requestId = requestIds.of(request);
    if (!res.closed) {
      const headers = [...answer.headers, 'x-request-id', requestId];
      for (const [name, value] of corsHeaders(request.headers.get('origin'))) headers.push(name, value);
      res.writeHead(200, headers);
      res.end(answer.bytes);
    }
    metrics.onOperation('ok', (performance.now() - startedAt) / 1_000);
    serverSpans?.of(req)?.set(describeOperation(answer.operation));
    if (!logger.isLevelEnabled('info')) return;
    writeRequestLine(logger, {
      requestId,
      client: clientName(request),
      ...answer.operation,
      outcome: 'ok',
      status: 200,
      durationMs: millisecondsSince(startedAt),
      upstreamRequests,
    });
  };
}

/** `headers` are those that answers to the operation have in common. */
export function toSuccessResponse(
  text: string,
  headers: readonly string[],
  operation: NamedOperation,
): SuccessResponse {
  const bytes = Buffer.from(text);
  return { bytes, headers: [...headers, 'content-length', String(bytes.length)], operation };
}

/** What a span says of an operation that was answered whole. */
const describeOperation = ({ operationType, operationName }: NamedOperation): Record<string, string> => ({
  'switchboard.outcome': 'ok',
  ...(operationType !== undefined && { 'graphql.operation.type': operationType }),
  ...(operationName !== undefined && { 'graphql.operation.name': operationName }),
});

/** Those of `headers` that say nothing of the one request that was answered: names and values in turn. */
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
