import { collectFields } from '@graphql-tools/utils';
import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, isObjectType, Kind } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import { ALL_SCOPES, type Scope } from '../src/domain/scope.ts';
import type { CallOperation, Provider } from '../src/providers/provider.ts';
import { graphTypeName } from './graph-names.ts';
import { missingScope } from './scopes.ts';

/**
 * The endpoints of `provider` without which the fields selected on its type cannot be answered. Fragments, aliases,
 * `@skip` and `@include` count as they do in execution; a field that the client lacks the scope for counts as not
 * selected, for it is answered without its value. A provider with one endpoint costs nothing to ask about.
 */
export function selectedEndpoints<C extends Call>(
  provider: Provider<C>,
  info: GraphQLResolveInfo,
  granted: ReadonlySet<Scope> = ALL_SCOPES,
): readonly CallOperation<C>[] {
  if (provider.getCall.length === 1) return [];
  const type = info.schema.getType(graphTypeName(provider.id));
  if (!isObjectType(type)) return [];
  const selected = fieldsOn(type, info.fieldNodes, info);
  const client: ClientScopes = { info, granted };
  return provider.getCall.filter((operation: CallOperation<C>) =>
    operation.exclusiveFields.some((path) => isSelected(path.split('.'), type, selected, client)),
  );
}

/** What a client asked for, and what it may see. */
interface ClientScopes {
  readonly info: GraphQLResolveInfo;
  readonly granted: ReadonlySet<Scope>;
}

/** Field nodes by the name of the field, whatever alias they go by. */
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
  return (
    isObjectType(field.type) && isSelected(rest, field.type, fieldsOn(field.type, nodes, client.info), client)
  );
}

function fieldsOn(type: GraphQLObjectType, nodes: readonly FieldNode[], info: GraphQLResolveInfo): Selected {
  const { schema, fragments, variableValues } = info;
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  // not `collectSubFields`, which remembers, by the variables of one request, what nobody asks for again
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
