import type { ExecutionResult, OperationTypeNode } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestMetrics } from '../../../schema/context.ts';
import type { Logger } from '../../telemetry/logger.ts';
import {
  type NamedOperation,
  nameOperation,
  type OperationOutcome,
  type operationOf,
  outcomeOf,
} from '../request/operation-name.ts';
import type { RequestIds } from '../request/request-ids.ts';
import { RequestLocal } from '../request/request-local.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** What is gathered for a request’s line. */
interface PendingLine extends NamedOperation {
  readonly startedAt: number;
  outcome?: OperationOutcome;
  codes?: readonly string[];
  metrics?: RequestMetrics;
}

/** A line of the log: what is told of a request, and nothing else. */
export interface RequestLine {
  readonly requestId: string;
  readonly client: string | undefined;
  readonly operationType?: OperationTypeNode;
  readonly operationName?: string;
  readonly codes?: readonly string[];
  readonly outcome: OperationOutcome;
  readonly status: number;
  readonly durationMs: number;
  readonly upstreamRequests: number | undefined;
}

export const writeRequestLine = (logger: Logger, line: RequestLine): void => logger.info(line, 'request');

/** To a tenth of a millisecond. */
export const millisecondsSince = (startedAt: number): number =>
  Math.round((performance.now() - startedAt) * 10) / 10;

export interface RequestLogOptions {
  readonly logger: Logger;
  readonly requestIds: RequestIds;
  /** The name of a known client, which is no secret. */
  readonly clientName: (request: Request) => string | undefined;
}

/**
 * Writes one line a request: its id, the operation’s name and type, how long it took, how it ended, and how many
 * requests to providers it took. Of who asked, the name of their credential only; of what was asked and answered,
 * nothing. The id also goes back to the client as `x-request-id`.
 */
export function useRequestLog({ logger, requestIds, clientName }: RequestLogOptions): ServerPlugin {
  const entries = new RequestLocal<PendingLine>();
  const noteOperation = (
    args: Parameters<typeof operationOf>[0],
    { request, metrics }: { readonly request: Request; readonly metrics: RequestMetrics },
  ): void => {
    const entry = entries.get(request);
    if (entry === undefined) return;
    entry.metrics = metrics;
    Object.assign(entry, nameOperation(args));
  };
  return {
    onRequestParse({ request, serverContext: { startedAt = performance.now() } }) {
      if (logger.isLevelEnabled('info')) entries.set(request, { startedAt });
    },
    onExecute: ({ args, context }) => noteOperation(args, context),
    onSubscribe: ({ args, context }) => noteOperation(args, context),
    onResultProcess({ request, result }) {
      const entry = entries.get(request);
      if (entry === undefined || Array.isArray(result)) return;
      entry.outcome = isAsyncIterable(result) ? 'stream' : outcomeOf(result);
      if (!isAsyncIterable(result) && result.errors !== undefined) entry.codes = codesOf(result.errors);
    },
    onResponse({ request, response }) {
      const requestId = requestIds.of(request);
      response.headers.set('x-request-id', requestId);
      const entry = entries.get(request);
      if (entry === undefined) return;
      const { startedAt, outcome = response.ok ? 'ok' : 'error', metrics, ...rest } = entry;
      writeRequestLine(logger, {
        requestId,
        client: clientName(request),
        ...rest,
        outcome,
        status: response.status,
        durationMs: millisecondsSince(startedAt),
        upstreamRequests: metrics?.upstreamRequests,
      });
    },
  };
}

const MAX_CODES = 10;

/** The codes of the errors, each once. */
function codesOf(errors: NonNullable<ExecutionResult['errors']>): readonly string[] {
  const codes = new Set<string>();
  for (const { extensions } of errors) {
    if (codes.size === MAX_CODES) break;
    codes.add(typeof extensions?.['code'] === 'string' ? extensions['code'] : 'UNKNOWN');
  }
  return [...codes];
}
