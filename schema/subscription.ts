import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import { parseCallId } from '../src/domain/parse-call-id.ts';
import { watchCall } from '../src/loaders/watch-call.ts';
import type { Provider } from '../src/providers/provider.ts';
import { builder } from './builder.ts';
import { type GraphContext, loaderOf } from './context.ts';
import { providerBindings } from './providers.ts';
import { selectedEndpoints } from './selected-endpoints.ts';
import { CallRef } from './types/call.ts';

const providers = new Map(providerBindings.map(({ provider }) => [provider.id, provider]));

/** An error instead of a call: thrown where the field is resolved, so that it has the field's path and its code. */
class Ending {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

builder.subscriptionType({
  description: 'What goes on being answered, over server-sent events.',
  fields: (t) => ({
    callUpdates: t.field({
      type: CallRef,
      nullable: true,
      scope: 'calls:read',
      description:
        'One call as it changes: as it stands now, and again each time that its provider says something new. Complete when the call has settled, minutes after it ended, or when there is no such call, which is null. After an error it is complete as well: subscribe again.',
      args: {
        id: t.arg.id({
          required: true,
          description: 'The provider’s name in lower case, a colon, and the provider’s own id of the call.',
        }),
      },
      subscribe: (_root, { id }, context, info) => updatesOf(String(id), context, info),
      resolve: (update) => {
        if (update instanceof Ending) throw update.error;
        return update;
      },
    }),
  }),
});

async function* updatesOf(
  id: string,
  context: GraphContext,
  info: GraphQLResolveInfo,
): AsyncGenerator<Call | null | Ending, void> {
  try {
    const { provider: providerId, providerCallId } = parseCallId(id, providers.keys());
    const provider = providers.get(providerId) as Provider;
    const endpoints = selectedEndpoints(provider, info, context.scopes);
    // A loader remembers what it has loaded, so each read has one of its own.
    const read = (): Promise<Call | null> =>
      loaderOf({ loaders: context.newLoaders() }, provider).load(providerCallId, endpoints);
    const watch = (listener: () => void) => loaderOf(context, provider).watch(providerCallId, listener);
    yield* watchCall({ read, watch }, context.subscriptionLifetime);
  } catch (error) {
    yield new Ending(error);
  }
}
