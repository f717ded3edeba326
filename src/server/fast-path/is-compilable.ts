import { BREAK, type DocumentNode, Kind, visit } from 'graphql';

/**
 * Whether graphql-jit executes a document as graphql-js does. They differ in two cases: a nullable variable with a
 * default (an explicit null passes where it must not), and the name `__proto__` (results are ordinary objects).
 */
export const isCompilable = (document: DocumentNode): boolean =>
  !hasNullableDefault(document) && !namesPrototype(document);

const hasNullableDefault = ({ definitions }: DocumentNode): boolean =>
  definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.variableDefinitions?.some(
        ({ type, defaultValue }) => defaultValue !== undefined && type.kind !== Kind.NON_NULL_TYPE,
      ) === true,
  );

function namesPrototype(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Name({ value }) {
      if (value !== '__proto__') return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}
