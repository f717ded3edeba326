import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import { watchCall } from '../src/loaders/watch-call.ts';
import { builder } from './builder.ts';
import { createCallResolver, toCallKey } from './call-resolver.ts';
import type { GraphContext } from './context.ts';
import { CallRef } from './types/call.ts';

/** An error in the place of a call. The field's resolver throws it, so that the error has the field's path and a code. */
class Ending {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

builder.subscriptionType({
  description: 'Reads that go on as calls change, over server-sent events.',
  fields: (t) => ({
    callUpdates: t.field({
      type: CallRef,
      nullable: true,
      scope: 'calls:read',
      reads: { calls: 'id', toCallKey },
      description:
        'One call as it changes: its state now, then each new record of its provider. Completes when the call has settled, minutes after it ended, or after a null when there is no such call. Completes after an error as well: subscribe again.',
      args: {
        id: t.arg.id({
          required: true,
          description:
            "Global id of the call: the provider's name in lower case, a colon, and the provider's own id.",
        }),
      },
      subscribe: (_root, { id }, context, info) => updatesOf(id, context, info),
      resolve: (update) => {
        if (update instanceof Ending) throw update.error;
        return update;
      },
    }),
  }),
});

async function* updatesOf(
  id: unknown,
  context: GraphContext,
  info: GraphQLResolveInfo,
): AsyncGenerator<Call | null | Ending, void> {
  try {
    const callKey = toCallKey(id);
    const { load, watch } = createCallResolver(context, info, { needsState: true });
    // A loader memoises what it has loaded, so each read has loaders of its own.
    const read = (): Promise<Call | null> => load(callKey, context.newLoaders());
    yield* watchCall({ read, watch: (listener) => watch(callKey, listener) }, context.subscriptionLifetime);
  } catch (error) {
    yield new Ending(error);
  }
}
