import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../src/domain/call.ts';
import type { CallKey } from '../src/domain/call-key.ts';
import { BadUserInput, ProviderTimeout } from '../src/domain/errors.ts';
import { parseCallId } from '../src/domain/parse-call-id.ts';
import type { Provider } from '../src/providers/provider.ts';
import { type GraphContext, loaderOf } from './context.ts';
import { failField } from './fail-field.ts';
import { providerById } from './providers.ts';
import { rememberEndpoints } from './remember-endpoints.ts';
import { type SelectedEndpoints, selectedBelow, selectedEndpoints } from './selected-endpoints.ts';

/** Most calls that one list may name. */
export const MAX_IDS = 250;

/** Longest wait that `timeoutMs` may ask for, in milliseconds. */
export const MAX_TIMEOUT_MS = 120_000;

/** Reads calls of any provider for one field of one operation. The selection is examined once a provider. */
export interface CallResolver {
  /**
   * The call of `callKey`, whose provider is in the registry; `null` when the provider says that there is none. Loads
   * through `loaders`, by default those of the request. Rejects with a `ProviderError`.
   */
  load(callKey: CallKey, loaders?: GraphContext['loaders']): Promise<Call | null>;
  /** Calls `listener` each time that the cache gets a newer copy of the call, until the returned function is called. */
  watch(callKey: CallKey, listener: () => void): () => void;
}

export interface CallResolverOptions {
  /** Longest wait for a call, in milliseconds; without it a call may take as long as the upstream deadline. */
  readonly timeoutMs?: number | null | undefined;
  /** The field of the resolved field's type under which a call stands; absent when the field itself returns calls. */
  readonly callField?: string;
  /** True where a call's state decides more than its fields do, as in a subscription: its common fields are always read. */
  readonly needsState?: boolean;
}

/** Throws `BadUserInput` for a `timeoutMs` outside 1 to 120000. */
export function createCallResolver(
  context: GraphContext,
  info: GraphQLResolveInfo,
  { timeoutMs = null, callField, needsState = false }: CallResolverOptions = {},
): CallResolver {
  if (timeoutMs !== null) checkTimeout(timeoutMs);
  const endpointsByProvider = new Map<string, SelectedEndpoints<Call>>();

  function load(callKey: CallKey, loaders = context.loaders): Promise<Call | null> {
    const provider = providerOf(callKey);
    let selected = endpointsByProvider.get(provider.id);
    if (selected === undefined) {
      selected = rememberEndpoints(provider, info, context.scopes, () => {
        const fieldNodes = callField === undefined ? info.fieldNodes : selectedBelow(info, callField);
        return selectedEndpoints(provider, { info, fieldNodes, granted: context.scopes });
      });
      endpointsByProvider.set(provider.id, selected);
    }
    const { endpoints, commonFields } = selected;
    const read = loaderOf({ loaders }, provider).load(
      callKey.providerCallId,
      endpoints,
      commonFields || needsState,
    );
    if (timeoutMs === null) return read;
    return context.readTimeouts.limit(
      read,
      timeoutMs,
      () =>
        new ProviderTimeout(
          callKey,
          `${provider.title} did not return the call within ${timeoutMs} ms, the \`timeoutMs\` of this field. The fetch goes on; ask again shortly.`,
        ),
    );
  }

  return {
    load,
    watch: (callKey, listener) =>
      loaderOf(context, providerOf(callKey)).watch(callKey.providerCallId, listener),
  };
}

function providerOf({ provider: id }: CallKey): Provider {
  const provider = providerById.get(id);
  if (provider === undefined) throw new Error(`Provider ${id} is not in the registry`);
  return provider;
}

/** The key of the call with the global id `id`. Throws `BadUserInput` when no call can have that id. */
export const toCallKey = (id: unknown): CallKey => parseCallId(String(id), providerById);

/**
 * One item for each of `keys`, loaded at once; each fails alone. Execution awaits every item on its own, which Pothos'
 * type for lists does not say: hence the cast. Throws `BadUserInput` when there are more than 250 keys; `name` is what
 * the message calls them.
 */
export function loadEach<Key, Item>(
  keys: readonly Key[],
  name: string,
  { context, info }: { readonly context: GraphContext; readonly info: GraphQLResolveInfo },
  load: (key: Key) => Promise<Item>,
): Item[] {
  if (keys.length > MAX_IDS)
    throw new BadUserInput(
      `A list holds at most ${MAX_IDS} ${name}; this one holds ${keys.length}. Split it over several requests.`,
    );
  const fail = (error: unknown): null => failField(context, info, () => error);
  return keys.map((key) => load(key).catch(fail)) as unknown as Item[];
}

function checkTimeout(timeoutMs: number): void {
  if (timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS)
    throw new BadUserInput(
      `\`timeoutMs\` is a number of milliseconds from 1 to ${MAX_TIMEOUT_MS}; this one is ${timeoutMs}.`,
    );
}
