import { BREAK, type DocumentNode, Kind, visit } from 'graphql';

/**
 * Whether compiled code answers a document as execution does. It does not where a variable may be null in place of its
 * default, for it lets that null stand where none may be; and where something goes by the name of a prototype, for it
 * puts that into an object that has one.
 */
export const isCompilable = (document: DocumentNode): boolean =>
  !mayTakeNullForDefault(document) && !namesPrototype(document);

const mayTakeNullForDefault = ({ definitions }: DocumentNode): boolean =>
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
