import type { ExecutionResult } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestMetrics } from '../../../schema/context.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { ClientOf } from '../request/client-address.ts';
import {
  type NamedOperation,
  nameOperation,
  type OperationOutcome,
  type operationOf,
  outcomeOf,
} from '../request/operation-name.ts';
import { RequestLocal } from '../request/request-local.ts';
import { failuresOf, millisecondsSince, writeRequestLogLine } from '../request/request-log-line.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** The part of a request's log line that is known so far. */
interface PendingLine extends NamedOperation {
  outcome?: OperationOutcome;
  codes?: readonly string[];
  metrics?: RequestMetrics;
}

/**
 * Writes one line a request: its id, the operation's name and type, the duration, the outcome, and the number of
 * requests to providers, with the kinds of their failures. The line names the client's credential and includes no
 * argument and no result. `addressOf` is called only when no credential was accepted. The id also goes back to the
 * client as `x-request-id`.
 */
export function useRequestLog(logger: Logger, addressOf: ClientOf): ServerPlugin {
  const pendingLines = new RequestLocal<PendingLine>();
  const addOperation = (
    args: Parameters<typeof operationOf>[0],
    { request, metrics }: { readonly request: Request; readonly metrics: RequestMetrics },
  ): void => {
    const line = pendingLines.get(request);
    if (line === undefined) return;
    line.metrics = metrics;
    Object.assign(line, nameOperation(args));
  };
  return {
    onRequestParse({ request }) {
      if (logger.isLevelEnabled('info')) pendingLines.set(request, {});
    },
    onExecute: ({ args, context }) => addOperation(args, context),
    onSubscribe: ({ args, context }) => addOperation(args, context),
    onResultProcess({ request, result }) {
      const line = pendingLines.get(request);
      if (line === undefined || Array.isArray(result)) return;
      line.outcome = isAsyncIterable(result) ? 'stream' : outcomeOf(result);
      if (!isAsyncIterable(result) && result.errors !== undefined) line.codes = codesOf(result.errors);
    },
    onResponse({ request, response, serverContext: { state } }) {
      response.headers.set('x-request-id', state.requestId);
      const line = pendingLines.get(request);
      if (line === undefined) return;
      const { outcome = response.ok ? 'ok' : 'error', metrics, ...rest } = line;
      writeRequestLogLine(logger, {
        requestId: state.requestId,
        client: state.clientName,
        ...rest,
        ...failuresOf(metrics),
        ...(state.unauthenticatedReason !== null && {
          reason: state.unauthenticatedReason,
          address: addressOf(request, state),
        }),
        outcome,
        status: response.status,
        durationMs: millisecondsSince(state.startedAt),
        upstreamRequests: metrics?.upstreamRequests,
      });
    },
  };
}

const MAX_CODES = 10;

/** The distinct codes of `errors`, at most `MAX_CODES`. */
function codesOf(errors: NonNullable<ExecutionResult['errors']>): readonly string[] {
  const codes = new Set<string>();
  for (const { extensions } of errors) {
    if (codes.size === MAX_CODES) break;
    codes.add(typeof extensions?.['code'] === 'string' ? extensions['code'] : 'UNKNOWN');
  }
  return [...codes];
}
