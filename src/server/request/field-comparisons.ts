import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';

/**
 * About how many comparisons of fields the validation of a document takes, found in less time. Every selection set is
 * merged with its fragments, and fields of one response name are compared in pairs, their selections as well: 300 times
 * `call { agent { id } }` take 135,000 comparisons, which take a second. More than `most` when there are more.
 */
export function countComparisons(document: DocumentNode, most: number): number {
  const counter = new ComparisonCounter(document, most);
  visit(document, { SelectionSet: (selectionSet) => counter.count([selectionSet]) });
  return counter.total;
}

class ComparisonCounter {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #most: number;
  total = 0;

  constructor(document: DocumentNode, most: number) {
    this.#most = most;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  /** Adds the comparisons within the selection sets, which are merged into one. */
  count(selectionSets: readonly SelectionSetNode[]): void {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const selectionSet of selectionSets) this.#collect(selectionSet, fields, spread);
    for (const alike of fields.values()) {
      if (alike.length === 1 || this.total > this.#most) continue;
      this.total += (alike.length * (alike.length - 1)) / 2;
      this.count(alike.flatMap(({ selectionSet }) => selectionSet ?? []));
    }
  }

  #collect({ selections }: SelectionSetNode, fields: Map<string, FieldNode[]>, spread: Set<string>): void {
    for (const selection of selections) {
      if (this.total > this.#most) return;
      this.total += 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) this.#collect(selection.selectionSet, fields, spread);
      else if (selection.kind === Kind.FIELD) this.#add(selection, fields);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment !== undefined) this.#collect(fragment.selectionSet, fields, spread);
      }
    }
  }

  #add(field: FieldNode, fields: Map<string, FieldNode[]>): void {
    const name = (field.alias ?? field.name).value;
    const alike = fields.get(name);
    if (alike === undefined) fields.set(name, [field]);
    else alike.push(field);
  }
}
