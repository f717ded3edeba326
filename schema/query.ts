import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import { checkProviderCallId, parseCallId } from '../src/domain/call-id.ts';
import { BadUserInput } from '../src/domain/errors.ts';
import type { Provider } from '../src/providers/provider.ts';
import { builder } from './builder.ts';
import { CallRef, NodeRef } from './call.ts';
import { callTypes } from './call-types.ts';
import { type GraphContext, loaderOf } from './context.ts';
import { rootFieldName } from './graph-names.ts';
import { selectedEndpoints } from './selected-endpoints.ts';

/** Most ids that one list may hold. */
export const MAX_IDS = 250;

const providers = new Map(callTypes.map(({ provider }) => [provider.id, provider]));

function loadById(id: string, context: GraphContext, info: GraphQLResolveInfo): Promise<Call | null> {
  const { provider, callId } = parseCallId(id, providers.keys());
  return load(providers.get(provider) as Provider, callId, context, info);
}

const load = <C extends Call>(
  provider: Provider<C>,
  callId: string,
  context: GraphContext,
  info: GraphQLResolveInfo,
): Promise<C | null> =>
  loaderOf(context, provider).load(callId, selectedEndpoints(provider, info, context.scopes));

/**
 * A list whose items fail one by one. Execution awaits each item on its own, which Pothos' type for lists does not
 * say: hence the cast.
 */
function loadByIds(ids: readonly string[], context: GraphContext, info: GraphQLResolveInfo): (Call | null)[] {
  if (ids.length > MAX_IDS)
    throw new BadUserInput(`At most ${MAX_IDS} ids at once; these are ${ids.length}.`);
  return ids.map(async (id) => loadById(id, context, info)) as unknown as (Call | null)[];
}

const ID_FORM = 'The provider’s name in lower case, a colon, and the provider’s own id of the call.';
const IDS_ANSWER = `In the order asked for, null where there is no such call; one that fails leaves the others whole. At most ${MAX_IDS} ids.`;

builder.queryType({
  description: 'Where every query begins.',
  fields: (t) => ({
    node: t.field({
      type: NodeRef,
      nullable: true,
      scope: 'calls:read',
      description: 'Whatever has this id. Null when there is no such thing.',
      args: { id: t.arg.id({ required: true, description: ID_FORM }) },
      resolve: (_root, { id }, context, info) => loadById(String(id), context, info),
    }),
    nodes: t.field({
      type: t.listRef(NodeRef, { nullable: true }),
      nullable: false,
      scope: 'calls:read',
      description: `Whatever has these ids. ${IDS_ANSWER}`,
      args: { ids: t.arg.idList({ required: true, description: ID_FORM }) },
      resolve: (_root, { ids }, context, info) => loadByIds(ids.map(String), context, info),
    }),
    call: t.field({
      type: CallRef,
      nullable: true,
      scope: 'calls:read',
      description: 'One call of any provider. Null when the provider says that there is no such call.',
      args: { id: t.arg.id({ required: true, description: ID_FORM }) },
      resolve: (_root, { id }, context, info) => loadById(String(id), context, info),
    }),
    calls: t.field({
      type: t.listRef(CallRef, { nullable: true }),
      nullable: false,
      scope: 'calls:read',
      description: `Calls of any providers. ${IDS_ANSWER}`,
      args: { ids: t.arg.idList({ required: true, description: ID_FORM }) },
      resolve: (_root, { ids }, context, info) => loadByIds(ids.map(String), context, info),
    }),
  }),
});

for (const { provider, ref } of callTypes) {
  builder.queryField(rootFieldName(provider.id), (t) =>
    t.field({
      type: ref,
      nullable: true,
      scope: 'calls:read',
      description: `One call that ${provider.title} ran. Null when ${provider.title} says that there is no such call.`,
      args: { callId: t.arg.id({ required: true, description: `${provider.title}’s own id of the call.` }) },
      resolve: (_root, args, context, info) => {
        const callId = String(args.callId);
        checkProviderCallId(callId, provider.id);
        return load(provider, callId, context, info);
      },
    }),
  );
}
