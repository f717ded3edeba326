import { checkProviderCallId } from '../src/domain/parse-call-id.ts';
import { builder } from './builder.ts';
import { rootFieldName } from './graph-names.ts';
import { createCallResolver, loadCall, loadEach, MAX_IDS } from './load-call.ts';
import { providerBindings } from './providers.ts';
import { CallRef, NodeRef } from './types/call.ts';

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
      resolve: (_root, { id }, context, info) => createCallResolver(context, info).byId(String(id)),
    }),
    nodes: t.field({
      type: t.listRef(NodeRef, { nullable: true }),
      nullable: false,
      scope: 'calls:read',
      description: `Whatever has these ids. ${IDS_ANSWER}`,
      args: { ids: t.arg.idList({ required: true, description: ID_FORM }) },
      resolve: (_root, { ids }, context, info) => {
        const { byId } = createCallResolver(context, info);
        return loadEach(ids, 'ids', (id) => byId(String(id)));
      },
    }),
    call: t.field({
      type: CallRef,
      nullable: true,
      scope: 'calls:read',
      description: 'One call of any provider. Null when the provider says that there is no such call.',
      args: { id: t.arg.id({ required: true, description: ID_FORM }) },
      resolve: (_root, { id }, context, info) => createCallResolver(context, info).byId(String(id)),
    }),
    calls: t.field({
      type: t.listRef(CallRef, { nullable: true }),
      nullable: false,
      scope: 'calls:read',
      description: `Calls of any providers. ${IDS_ANSWER}`,
      args: { ids: t.arg.idList({ required: true, description: ID_FORM }) },
      resolve: (_root, { ids }, context, info) => {
        const { byId } = createCallResolver(context, info);
        return loadEach(ids, 'ids', (id) => byId(String(id)));
      },
    }),
  }),
});

for (const { provider, ref } of providerBindings) {
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
        return loadCall(provider, callId, context, info);
      },
    }),
  );
}
