import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';

/** How an operation ended: whole, with some fields failed, with nothing but errors, or as a stream that has begun. */
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
 * The operation’s name where it can be nothing else. Names are the client’s to choose: a long one, or one with a long
 * number in it, may be more than a name.
 */
export function loggableName({ name }: OperationDefinitionNode): string | undefined {
  const text = name?.value;
  return text !== undefined && text.length <= 64 && !/\d{6}/.test(text) ? text : undefined;
}

export function outcomeOf({ data, errors }: ExecutionResult): Exclude<OperationOutcome, 'stream'> {
  if (errors === undefined || errors.length === 0) return 'ok';
  return data === undefined || data === null ? 'error' : 'partial';
}

/** How the log names an operation. */
export interface NamedOperation {
  readonly operationType?: OperationTypeNode;
  readonly operationName?: string;
}

/** Names the operation that is run; empty when there is none. */
export function nameOperation(args: Parameters<typeof operationOf>[0]): NamedOperation {
  const operation = operationOf(args);
  if (!operation) return {};
  const name = loggableName(operation);
  return { operationType: operation.operation, ...(name !== undefined && { operationName: name }) };
}
