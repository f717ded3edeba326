import type { CallKey } from '../src/domain/call-key.ts';
import { BadUserInput } from '../src/domain/errors.ts';
import { checkProviderCallId } from '../src/domain/parse-call-id.ts';
import type { Provider } from '../src/providers/provider.ts';
import { builder } from './builder.ts';
import { createCallResolver, loadEach, MAX_IDS, MAX_TIMEOUT_MS, toCallKey } from './call-resolver.ts';
import { rootFieldName } from './graph-names.ts';
import { providerBindings, providers } from './providers.ts';
import { CallRef, NodeRef } from './types/call.ts';
import { CallResultRef, toCallResult } from './types/call-result.ts';

const ID_FORM = `Global id of a call: the provider's name in lower case, a colon, and the provider's own id, such as \`${providers[0]?.id}:42\`.`;
const IDS_FORM = `Global ids of calls, each a provider's name in lower case, a colon, and the provider's own id. At most ${MAX_IDS}; more are \`BAD_USER_INPUT\`, which nulls the list. An id may occur more than once.`;
const LIST_FORM =
  'Items are in the order of `ids`. An item is null when its provider has no such call, and when its read failed, with an error at its path.';
const TIMEOUT_FORM = `Longest wait for this field, in milliseconds, from 1 to ${MAX_TIMEOUT_MS}. A call that is not there by then is \`PROVIDER_TIMEOUT\`; its fetch goes on and fills the cache. Without it, the server's own deadline holds.`;

builder.queryType({
  description: 'The entry points for reading calls and the state of their providers.',
  fields: (t) => ({
    node: t.field({
      type: NodeRef,
      nullable: true,
      scope: 'calls:read',
      reads: { calls: 'id', toCallKey },
      description:
        "The object with a global id, by Relay's convention. Every node is a call. Null when the provider has no such call.",
      args: { id: t.arg.id({ required: true, description: ID_FORM }) },
      resolve: async (_root, { id }, context, info) => createCallResolver(context, info).load(toCallKey(id)),
    }),
    nodes: t.field({
      type: t.listRef(NodeRef, { nullable: true }),
      nullable: true,
      scope: 'calls:read',
      reads: { calls: 'ids', toCallKey },
      description: `The objects with these global ids, by Relay's convention. ${LIST_FORM}`,
      args: { ids: t.arg.idList({ required: true, description: IDS_FORM }) },
      resolve: (_root, { ids }, context, info) => {
        const { load } = createCallResolver(context, info);
        return loadEach(ids, 'ids', { context, info }, async (id) => load(toCallKey(id)));
      },
    }),
    call: t.field({
      type: CallRef,
      nullable: true,
      scope: 'calls:read',
      reads: { calls: 'id', toCallKey },
      description: 'One call of any provider. Null when its provider has no such call.',
      args: {
        id: t.arg.id({ required: true, description: ID_FORM }),
        timeoutMs: t.arg.int({ required: false, description: TIMEOUT_FORM }),
      },
      resolve: async (_root, { id, timeoutMs }, context, info) =>
        createCallResolver(context, info, { timeoutMs }).load(toCallKey(id)),
    }),
    calls: t.field({
      type: t.listRef(CallRef, { nullable: true }),
      nullable: true,
      scope: 'calls:read',
      reads: { calls: 'ids', toCallKey },
      description: `Calls of any providers. ${LIST_FORM} \`callResults\` gives failures as data.`,
      args: {
        ids: t.arg.idList({ required: true, description: IDS_FORM }),
        timeoutMs: t.arg.int({ required: false, description: TIMEOUT_FORM }),
      },
      resolve: (_root, { ids, timeoutMs }, context, info) => {
        const { load } = createCallResolver(context, info, { timeoutMs });
        return loadEach(ids, 'ids', { context, info }, async (id) => load(toCallKey(id)));
      },
    }),
    callResults: t.field({
      type: [CallResultRef],
      nullable: true,
      scope: 'calls:read',
      reads: { calls: 'ids', toCallKey, callField: 'call' },
      description:
        'Calls of any providers with failures as data, in the order of `ids`: for clients whose cache keeps a null and drops the error beside it. An absent call has neither `call` nor `error`.',
      args: {
        ids: t.arg.idList({ required: true, description: IDS_FORM }),
        timeoutMs: t.arg.int({ required: false, description: TIMEOUT_FORM }),
      },
      resolve: (_root, { ids, timeoutMs }, context, info) => {
        const { load } = createCallResolver(context, info, { timeoutMs, callField: 'call' });
        return loadEach(ids, 'ids', { context, info }, (id) =>
          toCallResult(String(id), async () => load(toCallKey(id))),
        );
      },
    }),
  }),
});

for (const { provider, ref } of providerBindings) {
  const toKey = providerCallKeys(provider);
  builder.queryField(rootFieldName(provider.id), (t) =>
    t.field({
      type: ref,
      nullable: true,
      scope: 'calls:read',
      reads: { calls: 'callId', toCallKey: toKey },
      description: `One call that ${provider.title} ran, by ${provider.title}'s own id. Null when ${provider.title} has no such call.`,
      args: {
        callId: t.arg.id({
          required: true,
          description: `${provider.title}'s own id of the call. A global id (\`${provider.id}:...\`) is \`BAD_USER_INPUT\`; \`call(id:)\` takes those.`,
        }),
      },
      resolve: async (_root, { callId }, context, info) =>
        createCallResolver(context, info).load(toKey(callId)),
    }),
  );
}

/** Reads the provider's own id of a call; a global id of that provider would find no call and is rejected with an error that says so. */
function providerCallKeys({ id: provider, title }: Provider): (callId: unknown) => CallKey {
  return (callId) => {
    const providerCallId = String(callId);
    if (providerCallId.startsWith(`${provider}:`))
      throw new BadUserInput(
        `\`callId\` takes ${title}'s own id of a call, and this is a global id. Ask \`call(id:)\` for it, or leave out "${provider}:".`,
        { provider },
      );
    checkProviderCallId(providerCallId, provider);
    return { provider, providerCallId };
  };
}
