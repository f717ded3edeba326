import { GraphQLError, type ValidationRule } from 'graphql';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Rejects the alias `then`. The library that executes operations takes every object with such a member for a promise, and
 * calls it: the operation would fail with an unexpected error. No field has the name.
 */
export function useAliasNames(): ServerPlugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(noThenAlias);
    },
  };
}

const noThenAlias: ValidationRule = (context) => ({
  Field({ alias }) {
    if (alias?.value === 'then')
      context.reportError(new GraphQLError('A field cannot have the alias "then".', { nodes: alias }));
  },
});
