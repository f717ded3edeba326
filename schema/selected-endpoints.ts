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
import { graphTypeName } from './graph-names.ts';
import { missingScope } from './scopes.ts';

/** A place in an operation where a call is selected, and the scopes of the client. */
export interface CallSelection {
  readonly info: Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;
  /** The nodes of the field that returns calls. */
  readonly fieldNodes: readonly FieldNode[];
  readonly granted: ReadonlySet<Scope>;
}

/**
 * The endpoints of `provider` without which the fields selected on its type cannot be resolved. Fragments, aliases,
 * `@skip` and `@include` count as they do in execution. A field whose scope the client lacks counts as not selected,
 * because it is resolved without its value. The check is free for a provider with one endpoint.
 */
export function selectedEndpoints<C extends Call>(
  provider: Provider<C>,
  { info, fieldNodes, granted }: CallSelection,
): readonly CallOperation<C>[] {
  const endpoints: readonly CallOperation<C>[] = provider.getCall;
  if (endpoints.length === 1) return [];
  const type = info.schema.getType(graphTypeName(provider.id));
  if (!isObjectType(type)) return [];
  const selected = fieldsOn(type, fieldNodes, info);
  const client: ClientScopes = { info, granted };
  return endpoints.filter((endpoint) =>
    endpoint.exclusiveFields.some((path) => isSelected(path.split('.'), type, selected, client)),
  );
}

/** Those of `paths`, dotted from a call of `provider`, that are selected and that the client may see. */
export function selectedPaths(
  provider: Pick<Provider, 'id'>,
  paths: readonly string[],
  { info, fieldNodes, granted }: CallSelection,
): readonly string[] {
  const type = info.schema.getType(graphTypeName(provider.id));
  if (paths.length === 0 || !isObjectType(type)) return [];
  const selected = fieldsOn(type, fieldNodes, info);
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
