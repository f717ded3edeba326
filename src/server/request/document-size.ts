import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The size of a selection. A fragment counts wherever it is spread. */
export interface DocumentSize {
  readonly depth: number;
  /** The depth below `__schema` and `__type`, which does not count towards `depth`. */
  readonly introspectionDepth: number;
  readonly aliases: number;
  /** Aliases of and below `__schema` and `__type`, which count towards `aliases` as well. */
  readonly introspectionAliases: number;
  readonly directives: number;
  /** Fields at the first level. */
  readonly rootFields: number;
}

const NOTHING: DocumentSize = {
  depth: 0,
  introspectionDepth: 0,
  aliases: 0,
  introspectionAliases: 0,
  directives: 0,
  rootFields: 0,
};

/**
 * Measures each operation of a document that has not been validated yet: an unknown fragment, or one that spreads itself,
 * adds nothing. The time is linear in the document's length, however often fragments are spread.
 */
export function measureOperations(document: DocumentNode): readonly DocumentSize[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const measured = new Map<string, DocumentSize>();

  function sizeOfAll({ selections }: SelectionSetNode): DocumentSize {
    return selections.map(sizeOf).reduce(together, NOTHING);
  }

  function sizeOf(selection: SelectionNode): DocumentSize {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return withDirectives(sizeOfFragment(selection.name.value), directives);
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return withDirectives(sizeOfAll(selection.selectionSet), directives);
    const below = selection.selectionSet === undefined ? NOTHING : sizeOfAll(selection.selectionSet);
    const isIntrospection = selection.name.value === '__schema' || selection.name.value === '__type';
    const aliases = below.aliases + (selection.alias === undefined ? 0 : 1);
    return {
      depth: isIntrospection ? 0 : below.depth + 1,
      introspectionDepth: isIntrospection ? below.depth + 1 : below.introspectionDepth,
      aliases,
      introspectionAliases: isIntrospection ? aliases : below.introspectionAliases,
      directives: below.directives + directives,
      rootFields: 1,
    };
  }

  function sizeOfFragment(name: string): DocumentSize {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, NOTHING); // found when the fragment spreads itself
    const fragment = fragments.get(name);
    if (fragment === undefined) return NOTHING;
    const size = withDirectives(sizeOfAll(fragment.selectionSet), fragment.directives?.length ?? 0);
    measured.set(name, size);
    return size;
  }

  return operations.map((operation) =>
    withDirectives(
      sizeOfAll(operation.selectionSet),
      [operation, ...(operation.variableDefinitions ?? [])].reduce(
        (sum, { directives }) => sum + (directives?.length ?? 0),
        0,
      ),
    ),
  );
}

const together = (one: DocumentSize, other: DocumentSize): DocumentSize => ({
  depth: Math.max(one.depth, other.depth),
  introspectionDepth: Math.max(one.introspectionDepth, other.introspectionDepth),
  aliases: one.aliases + other.aliases,
  introspectionAliases: one.introspectionAliases + other.introspectionAliases,
  directives: one.directives + other.directives,
  rootFields: one.rootFields + other.rootFields,
});

const withDirectives = (size: DocumentSize, directives: number): DocumentSize =>
  directives === 0 ? size : { ...size, directives: size.directives + directives };
