import { type GraphQLResolveInfo, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import type { Scope } from '../src/domain/scope.ts';
import type { Provider } from '../src/providers/provider.ts';
import type { SelectedEndpoints } from './selected-endpoints.ts';

type Endpoints = SelectedEndpoints<Call>;

/** The endpoints by operation; `null` for an operation whose selection depends on its variables. An operation is parsed once. */
const remembered = new WeakMap<OperationDefinitionNode, Map<string, Endpoints> | null>();

/**
 * The endpoints that `select` returns for the root field at `info`, remembered for the operation and the client's
 * scopes: nothing else decides them, unless `@skip` or `@include` takes a variable.
 */
export function rememberEndpoints(
  provider: Provider,
  info: GraphQLResolveInfo,
  granted: ReadonlySet<Scope>,
  select: () => Endpoints,
): Endpoints {
  if (provider.getCall.length === 1) return select();
  let ofOperation = remembered.get(info.operation);
  if (ofOperation === undefined) {
    ofOperation = dependsOnVariables(info) ? null : new Map();
    remembered.set(info.operation, ofOperation);
  }
  if (ofOperation === null) return select();
  const [node] = info.fieldNodes;
  // A root field's name in the response stands for one set of nodes.
  const key = [provider.id, node?.alias?.value ?? info.fieldName, ...granted].join(' ');
  const known = ofOperation.get(key);
  if (known !== undefined) return known;
  const endpoints = select();
  ofOperation.set(key, endpoints);
  return endpoints;
}

function dependsOnVariables({ operation, fragments }: GraphQLResolveInfo): boolean {
  let depends = false;
  for (const node of [operation, ...Object.values(fragments)])
    visit(node, {
      Directive: (directive) => {
        if (directive.arguments?.some(({ value }) => value.kind === Kind.VARIABLE)) depends = true;
      },
    });
  return depends;
}
