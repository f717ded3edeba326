import { collectFields } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { type CallReads, callListReadsOf, callReadsOf } from '../../../schema/call-reads.ts';
import type { GraphContext } from '../../../schema/context.ts';
import { providerById, providers } from '../../../schema/providers.ts';
import {
  type SelectedEndpoints,
  selectedBelow,
  selectedEndpoints,
} from '../../../schema/selected-endpoints.ts';
import type { Call } from '../../domain/call.ts';
import { type CallKey, toCallId } from '../../domain/call-key.ts';
import { BadUserInput } from '../../domain/errors.ts';
import { listCost, maxListCost, type Selection } from './list-cost.ts';

/** One operation about to run. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  /** The scopes of the client: a field whose scope the client lacks costs nothing. */
  readonly scopes: GraphContext['scopes'];
  /** List requests that one page of the call log may send. */
  readonly callLogRequests: number;
}

const MOST_ENDPOINTS = Math.max(...providers.map((provider) => provider.getCall.length));

/**
 * The most requests to providers that an operation can need with an empty cache. A quick estimate that every operation
 * can afford: ids are counted, not compared, and each counts as many requests as any provider has endpoints.
 */
export function estimateMaxCost(operation: Omit<Operation, 'scopes'>): number {
  const definition = getOperationAST(operation.document, operation.operationName ?? undefined);
  if (!definition) return 0;
  const { ids, lists, variables } = staticCostOf(operation.schema, operation.document, definition);
  let count = ids;
  for (const { name, otherwise } of variables) {
    const value = operation.variableValues?.[name];
    count += Array.isArray(value) ? value.length : value === undefined ? otherwise : 1;
  }
  return count * MOST_ENDPOINTS + lists * maxListCost(operation.callLogRequests);
}

/** The part of an operation's cost that is known without its variables, and the variables that decide the rest. */
interface StaticCost {
  readonly ids: number;
  /** Fields that list calls. */
  readonly lists: number;
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
  let lists = 0;
  const variables: StaticCost['variables'][number][] = [];
  for (const node of rootFieldsOf(definition.selectionSet, fragmentsOf(document))) {
    const field = root?.getFields()[node.name.value];
    if (field && callListReadsOf(field) !== null) lists += 1;
    const reads = field && callReadsOf(field);
    if (!field || !reads) continue;
    const value = node.arguments?.find(({ name }) => name.value === reads.calls)?.value;
    if (value?.kind !== Kind.VARIABLE || !takesList(field, reads)) ids += lengthOf(value);
    else {
      const name = value.name.value;
      const declared = definition.variableDefinitions?.find(({ variable }) => variable.name.value === name);
      variables.push({ name, otherwise: lengthOf(declared?.defaultValue) });
    }
  }
  const staticCost = { ids, lists, variables };
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

/** Whether the argument that names the field's calls takes a list. */
function takesList({ args }: GraphQLField<unknown, unknown>, { calls }: CallReads): boolean {
  const argument = args.find(({ name }) => name === calls);
  return argument !== undefined && isListType(getNullableType(argument.type));
}

/**
 * The requests to providers that an operation needs with an empty cache: one for each endpoint of each call, however
 * often the operation selects the call. `null` when its variables do not fit, which execution then reports.
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
  let cost = 0;
  for (const fieldNodes of fields.values()) {
    const selection = { info: { schema, fragments, variableValues: coerced }, scopes: operation.scopes };
    cost += listCost(root, fieldNodes, selection, operation.callLogRequests);
    const reads = readsOf(root, fieldNodes, selection);
    for (const { call, endpoints } of reads) {
      const together = needed.get(call) ?? new Set();
      for (const endpoint of endpoints) together.add(endpoint);
      needed.set(call, together);
    }
  }
  for (const endpoints of needed.values()) cost += Math.max(1, endpoints.size);
  return cost;
}

/** A call that a field reads, and the endpoints without which it cannot. */
interface Read {
  readonly call: string;
  readonly endpoints: readonly string[];
}

function readsOf(
  root: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
  { info, scopes }: Selection,
): Read[] {
  const node = fieldNodes[0];
  const field = node && root.getFields()[node.name.value];
  const reads = field && callReadsOf(field);
  if (!node || !field || !reads) return [];
  const value = getArgumentValues(field, node, info.variableValues)[reads.calls];
  const { callField } = reads;
  const callNodes =
    callField === undefined
      ? fieldNodes
      : selectedBelow({ ...info, fieldNodes: [...fieldNodes], returnType: field.type }, callField);
  const endpointsByProvider = new Map<string, readonly string[]>();
  const endpointsOf = (providerId: string): readonly string[] => {
    const known = endpointsByProvider.get(providerId);
    if (known !== undefined) return known;
    const provider = providerById.get(providerId);
    const selection = { info, fieldNodes: callNodes, granted: scopes };
    const endpoints = provider ? namesOf(selectedEndpoints(provider, selection)) : [];
    endpointsByProvider.set(providerId, endpoints);
    return endpoints;
  };
  return (Array.isArray(value) ? value : [value]).flatMap((each) => {
    const callKey = callKeyOf(reads, each);
    return callKey === null ? [] : [{ call: toCallId(callKey), endpoints: endpointsOf(callKey.provider) }];
  });
}

/** One name for each request: an endpoint with common fields is read in any case, whichever it is. */
function namesOf({ endpoints, commonFields }: SelectedEndpoints<Call>): readonly string[] {
  const names = endpoints.map(({ name }) => name);
  const isCovered = !commonFields || endpoints.some(({ hasCommonFields }) => hasCommonFields);
  return isCovered ? names : ['', ...names];
}

/** The call that `value` names; `null` when it can name none: no request leaves for it. */
function callKeyOf({ toCallKey }: CallReads, value: unknown): CallKey | null {
  try {
    return toCallKey(value);
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
