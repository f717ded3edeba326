import type { Call } from '../src/domain/call.ts';
import type { Provider } from '../src/providers/provider.ts';
import { builder } from './builder.ts';
import { graphTypeName } from './graph-names.ts';

/** A provider and the graph's type for its calls: one line of the registry. */
export interface ProviderBinding<C extends Call = Call> {
  readonly provider: Provider<C>;
  readonly ref: ReturnType<typeof builder.objectRef<C>>;
}

/** Names the graph's type for the calls of `provider`. The provider's own file implements the type. */
export const bindProvider = <C extends Call>(provider: Provider<C>): ProviderBinding<C> => ({
  provider,
  ref: builder.objectRef<C>(graphTypeName(provider.id)),
});
