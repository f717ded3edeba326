import type { OperationTypeNode } from 'graphql';
import type { RequestMetrics } from '../../../schema/context.ts';
import type { UpstreamFailure } from '../../domain/upstream-failure.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { OperationOutcome } from './operation-name.ts';

/** The log line of a request. These are all its fields. */
export interface RequestLogLine {
  readonly requestId: string;
  readonly client: string | undefined;
  readonly operationType?: OperationTypeNode;
  readonly operationName?: string;
  readonly codes?: readonly string[];
  /** The failures of reads from providers, by kind. */
  readonly failures?: readonly UpstreamFailure[];
  /** The reason why a request was rejected with 401, in one word. */
  readonly reason?: string;
  /** The network address of a client whose credential was not accepted. */
  readonly address?: string;
  readonly outcome: OperationOutcome;
  readonly status: number;
  readonly durationMs: number;
  readonly upstreamRequests: number | undefined;
}

export const writeRequestLogLine = (logger: Logger, line: RequestLogLine): void =>
  logger.info(line, 'request');

/** The member for the failures of a request that had some. */
export const failuresOf = (metrics: RequestMetrics | undefined): Pick<RequestLogLine, 'failures'> =>
  metrics === undefined || metrics.upstreamFailures.length === 0
    ? {}
    : { failures: metrics.upstreamFailures };

/** Milliseconds since `startedAt`, rounded to a tenth. */
export const millisecondsSince = (startedAt: number): number =>
  Math.round((performance.now() - startedAt) * 10) / 10;
