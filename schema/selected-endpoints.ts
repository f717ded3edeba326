import { collectFields } from '@graphql-tools/utils';
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  Kind,
} from 'graphql';
import type { Call } from '../src/domain/call.ts';
import type { Scope } from '../src/domain/scope.ts';
import type { CallOperation, Provider } from '../src/providers/provider.ts';
import { derivedFrom } from './derived-fields.ts';
import { graphTypeName } from './graph-names.ts';
import { missingScope } from './scopes.ts';

/** A place in an operation where a call is selected, and the scopes of the client. */
export interface CallSelection {
  readonly info: Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;
  /** The nodes of the field that returns calls. */
  readonly fieldNodes: readonly FieldNode[];
  readonly granted: ReadonlySet<Scope>;
}

/** The endpoints that a selection on a provider's type needs. */
export interface SelectedEndpoints<C extends Call> {
  /** The endpoints without which the selected fields cannot be resolved. */
  readonly endpoints: readonly CallOperation<C>[];
  /** Whether an endpoint with common fields is needed. False when `endpoints` alone resolve every selected field. */
  readonly commonFields: boolean;
}

const ANY_ENDPOINT: SelectedEndpoints<never> = { endpoints: [], commonFields: true };

/**
 * The endpoints of `provider` that the fields selected on its type need. Fragments, aliases, `@skip` and `@include` count
 * as they do in execution. A field whose scope the client lacks counts as not selected, because it is resolved without
 * its value. The check is free for a provider with one endpoint.
 */
export function selectedEndpoints<C extends Call>(
  provider: Provider<C>,
  { info, fieldNodes, granted }: CallSelection,
): SelectedEndpoints<C> {
  const all: readonly CallOperation<C>[] = provider.getCall;
  if (all.length === 1) return ANY_ENDPOINT;
  const type = info.schema.getType(graphTypeName(provider.id));
  if (!isObjectType(type)) return ANY_ENDPOINT;
  const selected = fieldsOn(type, fieldNodes, info);
  const client: ClientScopes = { info, granted };
  const derived = [...selected.keys()].flatMap((name) => {
    const field = type.getFields()[name];
    return field === undefined || missingScope(field, granted) !== null ? [] : derivedFrom(field);
  });
  const endpoints = all.filter(({ exclusiveFields }) =>
    exclusiveFields.some(
      (path) =>
        derived.some((source) => path === source || path.startsWith(`${source}.`)) ||
        isSelected(path.split('.'), type, selected, client),
    ),
  );
  return { endpoints, commonFields: needsCommonFields(endpoints, type, selected, granted) };
}

/** Fields that the call's key alone resolves. */
const KEY_FIELDS: ReadonlySet<string> = new Set(['id', 'provider', 'providerCallId', '__typename']);

/** Whether a selected field needs more than the key and the exclusive fields of `endpoints`. */
function needsCommonFields<C extends Call>(
  endpoints: readonly CallOperation<C>[],
  type: GraphQLObjectType,
  selected: Selected,
  granted: ReadonlySet<Scope>,
): boolean {
  if (endpoints.length === 0 || endpoints.some(({ hasCommonFields }) => hasCommonFields)) return true;
  const exclusive = new Set(endpoints.flatMap(({ exclusiveFields }) => exclusiveFields));
  return [...selected.keys()].some((name) => {
    const field = type.getFields()[name];
    if (KEY_FIELDS.has(name) || exclusive.has(name)) return false;
    return field === undefined || missingScope(field, granted) === null;
  });
}

/**
 * Returns those of `paths` that are selected and that the client may see. A path is field names joined by dots, from a
 * call of `provider`. A field that is derived from the whole call, such as `vcon`, selects all paths.
 */
export function selectedPaths(
  provider: Pick<Provider, 'id'>,
  paths: readonly string[],
  { info, fieldNodes, granted }: CallSelection,
): readonly string[] {
  const type = info.schema.getType(graphTypeName(provider.id));
  if (paths.length === 0 || !isObjectType(type)) return [];
  const selected = fieldsOn(type, fieldNodes, info);
  const isDerived = [...selected.keys()].some((name) => {
    const field = type.getFields()[name];
    return field !== undefined && missingScope(field, granted) === null && derivedFrom(field).length > 0;
  });
  if (isDerived) return paths;
  return paths.filter((path) => isSelected(path.split('.'), type, selected, { info, granted }));
}

/** The nodes of the field at `path`, names joined by dots, that are selected below the field at `info`. */
export function selectedAtPath(
  info: CallSelection['info'] & Pick<GraphQLResolveInfo, 'fieldNodes' | 'returnType'>,
  path: string,
): readonly FieldNode[] {
  const [name = '', ...rest] = path.split('.');
  const nodes = selectedBelow(info, name);
  const type = getNamedType(info.returnType);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (rest.length === 0 || field === undefined || nodes.length === 0) return nodes;
  return selectedAtPath({ ...info, fieldNodes: [...nodes], returnType: field.type }, rest.join('.'));
}

/** The nodes of the field `name` that are selected on the object type of the field at `info`, itself or in a list. */
export function selectedBelow(
  info: CallSelection['info'] & Pick<GraphQLResolveInfo, 'fieldNodes' | 'returnType'>,
  name: string,
): readonly FieldNode[] {
  const type = getNamedType(info.returnType);
  return isObjectType(type) ? (fieldsOn(type, info.fieldNodes, info).get(name) ?? []) : [];
}

/** The operation, and the scopes of its client. */
interface ClientScopes {
  readonly info: CallSelection['info'];
  readonly granted: ReadonlySet<Scope>;
}

/** Field nodes by the name of the field, whatever their aliases. */
type Selected = ReadonlyMap<string, readonly FieldNode[]>;

function isSelected(
  [name, ...rest]: readonly string[],
  type: GraphQLObjectType,
  selected: Selected,
  client: ClientScopes,
): boolean {
  const field = name === undefined ? undefined : type.getFields()[name];
  const nodes = field && selected.get(field.name);
  if (field === undefined || nodes === undefined) return false;
  if (missingScope(field, client.granted) !== null) return false;
  if (rest.length === 0) return true;
  const named = getNamedType(field.type);
  return isObjectType(named) && isSelected(rest, named, fieldsOn(named, nodes, client.info), client);
}

function fieldsOn(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  { schema, fragments, variableValues }: CallSelection['info'],
): Selected {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  // not `collectSubFields`: it memoises by the variables of one request, and no later request would hit that memo
  const collected = collectFields(schema, fragments, variableValues, type, {
    kind: Kind.SELECTION_SET,
    selections,
  }).fields;
  const byName = new Map<string, FieldNode[]>();
  for (const nodesOfOneKey of collected.values()) {
    for (const node of nodesOfOneKey) {
      const known = byName.get(node.name.value);
      if (known === undefined) byName.set(node.name.value, [node]);
      else known.push(node);
    }
  }
  return byName;
}
