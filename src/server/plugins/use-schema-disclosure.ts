import {
  type ASTVisitor,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  type ValidationContext,
  validate,
} from 'graphql';
import type { Disclosure } from '../../config/endpoint-config.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** Validation stops at this many errors of one document. */
const MAX_VALIDATION_ERRORS = 20;

/** Decides how much of the schema a client can learn from responses. */
export function useSchemaDisclosure({
  introspection,
  suggestions,
}: Pick<Disclosure, 'introspection' | 'suggestions'>): ServerPlugin {
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

/** The SDL discloses as much as introspection does. A federation router can be composed from the committed SDL instead. */
const NoSubgraphSdlRule = (context: ValidationContext): ASTVisitor => ({
  Field(node) {
    if (node.name.value !== '_service' || context.getParentType() !== context.getSchema().getQueryType())
      return;
    const message =
      'This server does not disclose its SDL, because introspection is off. Compose from schema/subgraph.graphql.';
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
