import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/**
 * The number of fields in an operation with its fragments expanded: a field selected on an interface counts once for
 * each object type that it can stand for. The time is linear in the document's length times the number of types, however
 * often a fragment is spread. 0 when there is no such operation.
 */
export function expandedSize(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
): number {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return 0;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const known = new Map<SelectionSetNode, Map<GraphQLObjectType, number>>();

  const sizeOn = (type: GraphQLCompositeType, set: SelectionSetNode): number =>
    isAbstractType(type)
      ? schema.getPossibleTypes(type).reduce((sum, possible) => sum + sizeOf(possible, set), 0)
      : sizeOf(type, set);

  function sizeOf(type: GraphQLObjectType, set: SelectionSetNode): number {
    const sizes = known.get(set) ?? new Map<GraphQLObjectType, number>();
    known.set(set, sizes);
    const before = sizes.get(type);
    if (before !== undefined) return before;
    sizes.set(type, 0); // found when a fragment spreads itself
    let size = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const fieldType = getNamedType(type.getFields()[selection.name.value]?.type);
        size += 1;
        if (selection.selectionSet && isCompositeType(fieldType))
          size += sizeOn(fieldType, selection.selectionSet);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      if (condition === undefined || applies(schema, condition, type))
        size += sizeOf(type, fragment.selectionSet);
    }
    sizes.set(type, size);
    return size;
  }

  return sizeOf(root, operation.selectionSet);
}

const applies = (
  schema: GraphQLSchema,
  condition: ReturnType<GraphQLSchema['getType']>,
  type: GraphQLObjectType,
): boolean =>
  condition === type ||
  (isAbstractType(condition) && isObjectType(type) && schema.isSubType(condition, type));
