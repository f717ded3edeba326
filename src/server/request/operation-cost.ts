import { collectFields } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { GraphContext } from '../../../schema/context.ts';
import { readRepresentation } from '../../../schema/federation/representation.ts';
import { rootFieldName } from '../../../schema/graph-names.ts';
import { providerBindings } from '../../../schema/providers.ts';
import { selectedEndpoints } from '../../../schema/selected-endpoints.ts';
import { toCallId } from '../../domain/call-key.ts';
import { BadUserInput } from '../../domain/errors.ts';

/** One operation about to run. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  /** What the client may see: fields that it may not cost nothing. */
  readonly scopes: GraphContext['scopes'];
}

const providers = new Map(providerBindings.map(({ provider }) => [provider.id, provider]));
const providersByRootField = new Map(
  providerBindings.map(({ provider }) => [rootFieldName(provider.id), provider]),
);
const MOST_ENDPOINTS = Math.max(...providerBindings.map(({ provider }) => provider.getCall.length));

/** Arguments whose values are things to be read from a provider: ids, and a federation router’s representations. */
const ID_TYPES = new Set(['ID', '_Any']);

/**
 * The most requests to providers that an operation can need with an empty cache. A quick look that every operation
 * can afford: ids are counted, not compared, and each counts as many requests as any provider has endpoints.
 */
export function estimateMaxCost(operation: Omit<Operation, 'scopes'>): number {
  const definition = getOperationAST(operation.document, operation.operationName ?? undefined);
  if (!definition) return 0;
  const { ids, variables } = staticCostOf(operation.schema, operation.document, definition);
  let count = ids;
  for (const { name, otherwise } of variables) {
    const value = operation.variableValues?.[name];
    count += Array.isArray(value) ? value.length : value === undefined ? otherwise : 1;
  }
  return count * MOST_ENDPOINTS;
}

/** What of an operation’s cost is known without its variables, and which variables decide the rest. */
interface StaticCost {
  readonly ids: number;
  /** Variables that hold a list; `otherwise` counts their default value. */
  readonly variables: readonly { readonly name: string; readonly otherwise: number }[];
}

const staticCosts = new WeakMap<OperationDefinitionNode, StaticCost>();

function staticCostOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): StaticCost {
  const known = staticCosts.get(definition);
  if (known !== undefined) return known;
  const root = schema.getRootType(definition.operation);
  let ids = 0;
  const variables: StaticCost['variables'][number][] = [];
  for (const node of rootFieldsOf(definition.selectionSet, fragmentsOf(document))) {
    const argument = idArgumentOf(root?.getFields()[node.name.value]);
    if (argument === undefined) continue;
    const value = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    if (value?.kind !== Kind.VARIABLE || !argument.list) ids += lengthOf(value);
    else {
      const name = value.name.value;
      const declared = definition.variableDefinitions?.find(({ variable }) => variable.name.value === name);
      variables.push({ name, otherwise: lengthOf(declared?.defaultValue) });
    }
  }
  const staticCost = { ids, variables };
  staticCosts.set(definition, staticCost);
  return staticCost;
}

const lengthOf = (value: ValueNode | undefined): number =>
  value === undefined ? 0 : value.kind === Kind.LIST ? value.values.length : 1;

/** The fields at the root, as often as their fragments are spread, whatever `@skip` and `@include` say. */
function* rootFieldsOf(
  { selections }: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): Generator<FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield selection;
    else {
      const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      if (within !== undefined) yield* rootFieldsOf(within.selectionSet, fragments);
    }
  }
}

/** The argument by which a field is told what to read; `undefined` of a field that reads nothing. */
function idArgumentOf(
  field: GraphQLField<unknown, unknown> | undefined,
): { name: string; list: boolean } | undefined {
  const argument = field?.args.find(({ type }) => ID_TYPES.has(getNamedType(type).name));
  return argument && { name: argument.name, list: isListType(getNullableType(argument.type)) };
}

/**
 * The requests to providers that an operation needs with an empty cache: one for each endpoint of each call, however
 * often the call is asked for. `null` when its variables do not fit, which execution then tells.
 */
export function operationCost(operation: Operation): number | null {
  const { schema, document, variableValues: raw } = operation;
  const definition = getOperationAST(document, operation.operationName ?? undefined);
  const root = definition && schema.getRootType(definition.operation);
  if (!definition || !root) return null;
  const { coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], raw ?? {}, {
    maxErrors: 1,
  });
  if (coerced === undefined) return null;
  const fragments = fragmentsOf(document);
  const needed = new Map<string, Set<string>>();
  const { fields } = collectFields(schema, fragments, coerced, root, definition.selectionSet);
  for (const fieldNodes of fields.values()) {
    const reads = readsOf(root, fieldNodes, {
      info: { schema, fragments, variableValues: coerced },
      scopes: operation.scopes,
    });
    for (const { call, endpoints } of reads) {
      const together = needed.get(call) ?? new Set();
      for (const endpoint of endpoints) together.add(endpoint);
      needed.set(call, together);
    }
  }
  let cost = 0;
  for (const endpoints of needed.values()) cost += Math.max(1, endpoints.size);
  return cost;
}

/** A call that a field reads, and the endpoints without which it cannot. */
interface Read {
  readonly call: string;
  readonly endpoints: readonly string[];
}

/** What decides which fields are selected. */
interface Selection {
  readonly info: Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;
  readonly scopes: GraphContext['scopes'];
}

function readsOf(
  root: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
  { info: known, scopes }: Selection,
): Read[] {
  const node = fieldNodes[0];
  const field = node && root.getFields()[node.name.value];
  const argument = idArgumentOf(field);
  if (!node || !field || !argument) return [];
  const value = getArgumentValues(field, node, known.variableValues)[argument.name];
  // selectedEndpoints reads these four members and no others.
  const info = { ...known, fieldNodes } as unknown as GraphQLResolveInfo;
  const ofField = providersByRootField.get(field.name);
  return (Array.isArray(value) ? value : [value]).flatMap((each) => {
    const call = ofField ? `${ofField.id}:${String(each)}` : callIdOf(each);
    if (call === null) return [];
    const provider = providers.get(call.slice(0, call.indexOf(':')));
    const endpoints = provider ? selectedEndpoints(provider, info, scopes).map(({ name }) => name) : [];
    return [{ call, endpoints }];
  });
}

/** The id itself, or that of a router’s representation; `null` of one that stands for no call, and costs nothing. */
function callIdOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  try {
    return toCallId(readRepresentation(value));
  } catch (error) {
    if (error instanceof BadUserInput) return null;
    throw error;
  }
}

const fragmentsOf = (document: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
