import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import type { CallKey } from '../src/domain/call-key.ts';
import { BadUserInput } from '../src/domain/errors.ts';
import { parseCallId } from '../src/domain/parse-call-id.ts';
import type { CallOperation, Provider } from '../src/providers/provider.ts';
import { type GraphContext, loaderOf } from './context.ts';
import { providerBindings } from './providers.ts';
import { selectedEndpoints } from './selected-endpoints.ts';

/** Most calls that one list may ask for. */
export const MAX_IDS = 250;

const providers = new Map(providerBindings.map(({ provider }) => [provider.id, provider]));

/** The call of `provider` with the provider's own id, read so that the fields selected at `info` can be answered. */
export const loadCall = <C extends Call>(
  provider: Provider<C>,
  callId: string,
  context: GraphContext,
  info: GraphQLResolveInfo,
): Promise<C | null> =>
  loaderOf(context, provider).load(callId, selectedEndpoints(provider, info, context.scopes));

/** Reads calls of any provider for one field. What the field selects is looked at once for each provider. */
export interface CallResolver {
  /** The call at `address`, whose provider is one of the registry's. */
  at(address: CallKey): Promise<Call | null>;
  /** The call with the global id `id`. Throws `BadUserInput` when no call can have it. */
  byId(id: string): Promise<Call | null>;
}

export function createCallResolver(context: GraphContext, info: GraphQLResolveInfo): CallResolver {
  const needed = new Map<string, readonly CallOperation<Call>[]>();
  const at = ({ provider: id, providerCallId }: CallKey): Promise<Call | null> => {
    const provider = providers.get(id);
    if (provider === undefined) throw new Error(`${id} is not in the registry`);
    let endpoints = needed.get(id);
    if (endpoints === undefined) {
      endpoints = selectedEndpoints(provider, info, context.scopes);
      needed.set(id, endpoints);
    }
    return loaderOf(context, provider).load(providerCallId, endpoints);
  };
  return { at, byId: (id) => at(parseCallId(id, providers.keys())) };
}

/**
 * A list whose items fail one by one. Execution awaits each item on its own, which Pothos' type for lists does not
 * say: hence the cast. Throws `BadUserInput` when there are too many.
 */
export function loadEach<Key>(
  keys: readonly Key[],
  name: string,
  load: (key: Key) => Promise<Call | null>,
): (Call | null)[] {
  if (keys.length > MAX_IDS)
    throw new BadUserInput(`At most ${MAX_IDS} ${name} at once; these are ${keys.length}.`);
  return keys.map(async (key) => load(key)) as unknown as (Call | null)[];
}
