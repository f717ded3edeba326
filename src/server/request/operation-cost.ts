import { collectFields } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isCompositeType,
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
import { SelectionSizes } from '../../../schema/selection-size.ts';
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
export function estimateMaxCost(operation: Omit<Operation, 'scopes'>): MaxCost {
  const definition = getOperationAST(operation.document, operation.operationName ?? undefined);
  if (!definition) return { upstreamRequests: 0, responseFields: 0 };
  const { ids, lists, fields, variables } = staticCostOf(operation.schema, operation.document, definition);
  let count = ids;
  let responseFields = fields;
  for (const { name, otherwise, fieldsOfItem } of variables) {
    const value = ownValue(operation.variableValues, name);
    const length = Array.isArray(value) ? value.length : value === undefined ? otherwise : 1;
    count += length;
    responseFields += length * fieldsOfItem;
  }
  const listRequests = lists * maxListCost(operation.callLogRequests);
  return { upstreamRequests: count * MOST_ENDPOINTS + listRequests, responseFields };
}

/** Upper bounds of what an operation costs. */
export interface MaxCost {
  readonly upstreamRequests: number;
  /** Fields of the response: those selected on each item of the lists at the root. Lists within items count as one item. */
  readonly responseFields: number;
}

/** A client names variables, and may choose the name of a member that every object inherits. */
const ownValue = (variables: Operation['variableValues'], name: string): unknown =>
  variables && Object.hasOwn(variables, name) ? variables[name] : undefined;

/** The part of an operation's cost that is known without its variables, and the variables that decide the rest. */
interface StaticCost {
  readonly ids: number;
  /** Fields that list calls. */
  readonly lists: number;
  /** Fields of the response, without the items of `variables`. */
  readonly fields: number;
  /** Variables that hold a list; `otherwise` counts their default value. */
  readonly variables: readonly {
    readonly name: string;
    readonly otherwise: number;
    /** Fields that the response has for each item. */
    readonly fieldsOfItem: number;
  }[];
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
  let fields = 0;
  const fragments = fragmentsOf(document);
  const sizes = new SelectionSizes({ schema, fragments, abstract: 'max', lists: true });
  const variables: StaticCost['variables'][number][] = [];
  for (const node of rootFieldsOf(definition.selectionSet, fragments)) {
    const field = root?.getFields()[node.name.value];
    if (field && callListReadsOf(field) !== null) lists += 1;
    const reads = field && callReadsOf(field);
    if (!field || !reads) continue;
    const fieldsOfItem = 1 + sizeBelow(field, node, sizes);
    const value = node.arguments?.find(({ name }) => name.value === reads.calls)?.value;
    if (value?.kind !== Kind.VARIABLE || !takesList(field, reads)) {
      ids += lengthOf(value);
      fields += lengthOf(value) * fieldsOfItem;
    } else {
      const name = value.name.value;
      const declared = definition.variableDefinitions?.find(({ variable }) => variable.name.value === name);
      variables.push({ name, otherwise: lengthOf(declared?.defaultValue), fieldsOfItem });
    }
  }
  const staticCost = { ids, lists, fields, variables };
  staticCosts.set(definition, staticCost);
  return staticCost;
}

function sizeBelow(
  { type }: GraphQLField<unknown, unknown>,
  { selectionSet }: FieldNode,
  sizes: SelectionSizes,
): number {
  const named = getNamedType(type);
  return selectionSet === undefined || !isCompositeType(named) ? 0 : sizes.of(named, selectionSet);
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
      const within =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : ownFragment(fragments, selection.name.value);
      if (within !== undefined) yield* rootFieldsOf(within.selectionSet, fragments);
    }
  }
}

const ownFragment = (
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  name: string,
): FragmentDefinitionNode | undefined => (Object.hasOwn(fragments, name) ? fragments[name] : undefined);

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

/** The fragments of a document by name; look them up with `Object.hasOwn`. */
export const fragmentsOf = (document: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
