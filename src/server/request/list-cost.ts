import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import { callListReadsOf } from '../../../schema/call-reads.ts';
import type { GraphContext } from '../../../schema/context.ts';
import { providers } from '../../../schema/providers.ts';
import { selectedAtPath, selectedEndpoints, selectedPaths } from '../../../schema/selected-endpoints.ts';
import { MAX_FIRST } from '../../loaders/call-log-loader.ts';
import type { Provider } from '../../providers/provider.ts';

/** The operation's values that decide which fields are selected, and the client's scopes. */
export interface Selection {
  readonly info: Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;
  readonly scopes: GraphContext['scopes'];
}

const MOST_ENDPOINTS = Math.max(...providers.map((provider) => provider.getCall.length));

/** The most requests to providers that a field that lists calls may need, whatever it selects. */
export const maxListCost = (listRequests: number): number => 2 * listRequests + MAX_FIRST * MOST_ENDPOINTS;

/**
 * The requests that a field that lists calls may need: `listRequests` for its page, as many for a count, and those of
 * each call whose row may lack a selected field. 0 for any other field, and for a page that is rejected for its size.
 */
export function listCost(
  root: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
  { info, scopes }: Selection,
  listRequests: number,
): number {
  const [node] = fieldNodes;
  const field = node && root.getFields()[node.name.value];
  const reads = field && callListReadsOf(field);
  if (!node || !field || !reads) return 0;
  const first: unknown = getArgumentValues(field, node, info.variableValues)[reads.first];
  const rows = typeof first === 'number' ? first : MAX_FIRST;
  if (rows < 1 || rows > MAX_FIRST) return 0;
  const below = { ...info, fieldNodes: [...fieldNodes], returnType: field.type };
  const callNodes = reads.callPaths.flatMap((path) => selectedAtPath(below, path));
  const selection = { info, fieldNodes: callNodes, granted: scopes };
  const requestsOf = (provider: Provider): number => {
    const mayLack = provider.listCalls?.mayLack ?? [];
    if (selectedPaths(provider, mayLack, selection).length === 0) return 0;
    const { endpoints, commonFields } = selectedEndpoints(provider, selection);
    const isCovered = !commonFields || endpoints.some(({ hasCommonFields }) => hasCommonFields);
    return endpoints.length + (isCovered ? 0 : 1);
  };
  const counts = selectedAtPath(below, reads.countField).length > 0;
  return (counts ? 2 : 1) * listRequests + rows * Math.max(...providers.map(requestsOf));
}
