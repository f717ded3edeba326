import { NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import type { ServerPlugin } from './server-plugin.ts';

/** Most faults of one document that are told at once. */
const MAX_VALIDATION_ERRORS = 20;

export interface SchemaDisclosureOptions {
  /** Whether `__schema` and `__type` are answered. */
  readonly introspection: boolean;
  /** Whether an unknown name is answered with those it may have been meant for. */
  readonly suggestions: boolean;
}

/** Decides how much of the graph a stranger can learn by asking. */
export function useSchemaDisclosure({ introspection, suggestions }: SchemaDisclosureOptions): ServerPlugin {
  const options = { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: !suggestions };
  return {
    onValidate({ addValidationRule, setValidationFn }) {
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules) => validate(schema, document, rules, options));
    },
  };
}
