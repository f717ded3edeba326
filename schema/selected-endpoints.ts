import { collectSubFields } from '@graphql-tools/utils';
import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, isObjectType } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import type { Endpoint, Provider } from '../src/providers/provider.ts';
import { graphTypeName } from './graph-names.ts';

/**
 * The endpoints of `provider` without which the fields selected on its type cannot be answered. Fragments, aliases,
 * `@skip` and `@include` count as they do in execution. A provider with one endpoint costs nothing to ask about.
 */
export function selectedEndpoints<C extends Call>(
  provider: Provider<C>,
  info: GraphQLResolveInfo,
): readonly Endpoint<C>[] {
  if (provider.endpoints.length === 1) return [];
  const type = info.schema.getType(graphTypeName(provider.id));
  if (!isObjectType(type)) return [];
  const selected = fieldsOn(type, info.fieldNodes, info);
  return provider.endpoints.filter((endpoint) =>
    endpoint.only.some((path) => isSelected(path.split('.'), type, selected, info)),
  );
}

/** Field nodes by the name of the field, whatever alias they go by. */
type Selected = ReadonlyMap<string, readonly FieldNode[]>;

function isSelected(
  [name, ...rest]: readonly string[],
  type: GraphQLObjectType,
  selected: Selected,
  info: GraphQLResolveInfo,
): boolean {
  const nodes = name === undefined ? undefined : selected.get(name);
  if (nodes === undefined || name === undefined) return false;
  if (rest.length === 0) return true;
  const below = type.getFields()[name]?.type;
  return isObjectType(below) && isSelected(rest, below, fieldsOn(below, nodes, info), info);
}

function fieldsOn(type: GraphQLObjectType, nodes: readonly FieldNode[], info: GraphQLResolveInfo): Selected {
  const { schema, fragments, variableValues } = info;
  const collected = collectSubFields(schema, fragments, variableValues, type, [...nodes]).fields;
  const byName = new Map<string, FieldNode[]>();
  for (const node of [...collected.values()].flat()) {
    byName.set(node.name.value, [...(byName.get(node.name.value) ?? []), node]);
  }
  return byName;
}
