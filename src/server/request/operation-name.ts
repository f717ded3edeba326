import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';

/** The outcome of an operation: without errors, with some fields failed, without data, or as a stream that has begun. */
export type OperationOutcome = 'ok' | 'partial' | 'error' | 'stream';

/** The operation that a request runs. */
export const operationOf = ({
  document,
  operationName,
}: {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}): OperationDefinitionNode | null | undefined => getOperationAST(document, operationName);

/**
 * The operation's name, if it is safe to log. Clients choose names: a long name, or one that contains a long number, may
 * carry private data.
 */
export function loggableName({ name }: OperationDefinitionNode): string | undefined {
  const text = name?.value;
  return text !== undefined && text.length <= 64 && !/\d{6}/.test(text) ? text : undefined;
}

export function outcomeOf({ data, errors }: ExecutionResult): Exclude<OperationOutcome, 'stream'> {
  if (errors === undefined || errors.length === 0) return 'ok';
  return data === undefined || data === null ? 'error' : 'partial';
}

/** An operation as the log names it. */
export interface NamedOperation {
  readonly operationType?: OperationTypeNode;
  readonly operationName?: string;
}

/** Names the operation that runs. Empty when there is none. */
export function nameOperation(args: Parameters<typeof operationOf>[0]): NamedOperation {
  const operation = operationOf(args);
  if (!operation) return {};
  const name = loggableName(operation);
  return { operationType: operation.operation, ...(name !== undefined && { operationName: name }) };
}
