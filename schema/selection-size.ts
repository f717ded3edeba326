import {
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export interface SelectionSizesOptions {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The size on an interface, from the sizes on its object types: `sum` for code that handles all, `max` for one value. */
  readonly abstract: 'sum' | 'max';
  /** Whether fields within the items of lists count: once, however long a list is. */
  readonly lists: boolean;
}

/**
 * Counts the fields of selections with fragments expanded. The time is linear in the document's length times the number
 * of types, however often a fragment is spread.
 */
export class SelectionSizes {
  readonly #options: SelectionSizesOptions;
  readonly #known = new Map<SelectionSetNode, Map<GraphQLObjectType, number>>();

  constructor(options: SelectionSizesOptions) {
    this.#options = options;
  }

  /** The number of fields that `selectionSet` selects on a value of `type`. */
  of(type: GraphQLCompositeType, selectionSet: SelectionSetNode): number {
    if (!isAbstractType(type)) return this.#on(type, selectionSet);
    const sizes = this.#options.schema
      .getPossibleTypes(type)
      .map((possible) => this.#on(possible, selectionSet));
    return this.#options.abstract === 'sum'
      ? sizes.reduce((sum, size) => sum + size, 0)
      : Math.max(0, ...sizes);
  }

  #on(type: GraphQLObjectType, selectionSet: SelectionSetNode): number {
    const sizes = this.#known.get(selectionSet) ?? new Map<GraphQLObjectType, number>();
    this.#known.set(selectionSet, sizes);
    const known = sizes.get(type);
    if (known !== undefined) return known;
    sizes.set(type, 0); // found when a fragment spreads itself
    let size = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        size += 1;
        if (selection.selectionSet !== undefined)
          size += this.#below(type, selection.name.value, selection.selectionSet);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragmentNamed(selection.name.value);
      if (fragment !== undefined && this.#applies(fragment.typeCondition?.name.value, type))
        size += this.#on(type, fragment.selectionSet);
    }
    sizes.set(type, size);
    return size;
  }

  #below(parent: GraphQLObjectType, fieldName: string, selectionSet: SelectionSetNode): number {
    const type = parent.getFields()[fieldName]?.type;
    if (type === undefined || (!this.#options.lists && isListType(getNullableType(type)))) return 0;
    const named: GraphQLNamedType = getNamedType(type);
    return isCompositeType(named) ? this.of(named, selectionSet) : 0;
  }

  #fragmentNamed(name: string): FragmentDefinitionNode | undefined {
    const { fragments } = this.#options;
    return Object.hasOwn(fragments, name) ? fragments[name] : undefined;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = this.#options.schema.getType(condition);
    return (
      isAbstractType(conditionType) &&
      isObjectType(type) &&
      this.#options.schema.isSubType(conditionType, type)
    );
  }
}
