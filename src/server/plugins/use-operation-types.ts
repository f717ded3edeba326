import { GraphQLError, type ValidationRule } from 'graphql';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Rejects an operation whose type the schema lacks, such as a mutation, when its document is validated. The GraphQL
 * specification asks for that ("Operation Type Existence"); graphql-js 16 lets such an operation run, and its error
 * then has no code.
 */
export function useOperationTypes(): ServerPlugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(operationTypeExistence);
    },
  };
}

const operationTypeExistence: ValidationRule = (context) => ({
  OperationDefinition(node) {
    const { operation } = node;
    if (context.getSchema().getRootType(operation) === undefined)
      context.reportError(new GraphQLError(`This schema has no ${operation}s.`, { nodes: node }));
  },
});
