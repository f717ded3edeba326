import type { OperationTypeNode } from 'graphql';
import type { Logger } from '../../telemetry/logger.ts';
import type { OperationOutcome } from './operation-name.ts';

/** The log line of a request. These are all its fields. */
export interface RequestLogLine {
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

export const writeRequestLogLine = (logger: Logger, line: RequestLogLine): void =>
  logger.info(line, 'request');

/** Milliseconds since `startedAt`, rounded to a tenth. */
export const millisecondsSince = (startedAt: number): number =>
  Math.round((performance.now() - startedAt) * 10) / 10;
