import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import { SelectionSizes } from '../../../schema/selection-size.ts';
import { fragmentsOf } from '../request/operation-cost.ts';

/** The fields of an operation that compiled code would handle: those on an interface once for each of its object types. */
export function compiledFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
): number {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return 0;
  const fragments = fragmentsOf(document);
  return new SelectionSizes({ schema, fragments, abstract: 'sum', lists: true }).of(
    root,
    operation.selectionSet,
  );
}
