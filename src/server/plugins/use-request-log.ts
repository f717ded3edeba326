import type { ExecutionResult, OperationTypeNode } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestMetrics } from '../../../schema/context.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { harmlessNameOf, type OperationOutcome, operationOf, outcomeOf } from './operation-facts.ts';
import type { RequestIds } from './request-ids.ts';
import type { ServerPlugin } from './server-plugin.ts';

/** What is gathered for a request’s line. */
interface Entry {
  readonly startedAt: number;
  operationName?: string;
  operationType?: OperationTypeNode;
  outcome?: OperationOutcome;
  codes?: readonly string[];
  metrics?: RequestMetrics;
}

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
  const entries = new WeakMap<Request, Entry>();
  const noteOperation = (
    args: Parameters<typeof operationOf>[0],
    { request, metrics }: { readonly request: Request; readonly metrics: RequestMetrics },
  ): void => {
    const entry = entries.get(request);
    if (entry !== undefined) entry.metrics = metrics;
    const operation = entry && operationOf(args);
    if (!entry || !operation) return;
    entry.operationType = operation.operation;
    const name = harmlessNameOf(operation);
    if (name !== undefined) entry.operationName = name;
  };
  return {
    onRequestParse({ request }) {
      if (logger.isLevelEnabled('info')) entries.set(request, { startedAt: performance.now() });
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
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const upstreamRequests = metrics?.upstreamRequests;
      const { status } = response;
      const client = clientName(request);
      logger.info({ requestId, client, ...rest, outcome, status, durationMs, upstreamRequests }, 'request');
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
