import {
  type ASTVisitor,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  type ValidationContext,
  validate,
} from 'graphql';
import type { ServerPlugin } from '../request/server-context.ts';

/** Most faults of one document that are told at once. */
const MAX_VALIDATION_ERRORS = 20;

export interface SchemaDisclosureOptions {
  /** Whether `__schema`, `__type` and a federation router’s `_service` are answered. */
  readonly introspection: boolean;
  /** Whether an unknown name is answered with those it may have been meant for. */
  readonly suggestions: boolean;
}

/** Decides how much of the graph a stranger can learn by asking. */
export function useSchemaDisclosure({ introspection, suggestions }: SchemaDisclosureOptions): ServerPlugin {
  const options = { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: !suggestions };
  return {
    onValidate({ addValidationRule, setValidationFn }) {
      if (!introspection) {
        addValidationRule(NoSchemaIntrospectionCustomRule);
        addValidationRule(NoSubgraphSdlRule);
      }
      setValidationFn((schema, document, rules) => validate(schema, document, rules, options));
    },
  };
}

/** The SDL tells all that introspection does; a router can be composed from the committed one instead. */
const NoSubgraphSdlRule = (context: ValidationContext): ASTVisitor => ({
  Field(node) {
    if (node.name.value !== '_service' || context.getParentType() !== context.getSchema().getQueryType())
      return;
    const message =
      'This server’s SDL is not handed out: introspection is switched off. Compose from schema/subgraph.graphql.';
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
