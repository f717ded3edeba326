import type { Provider } from '../src/providers/provider.ts';
import type { ProviderBinding } from './provider-binding.ts';
import * as registry from './registry.ts';

/**
 * Every provider of the registry with its type in the graph, in alphabetical order. The cast is the one of its kind: a
 * ref is invariant in its calls, and what is done with all providers alike needs no more of them than `Call`.
 */
export const providerBindings = (Object.values(registry) as unknown as readonly ProviderBinding[]).toSorted(
  ({ provider: one }, { provider: other }) => (one.id < other.id ? -1 : 1), // bundlers do not keep a module's order
);

/** Every provider of the registry, in alphabetical order. */
export const providers: readonly Provider[] = providerBindings.map(({ provider }) => provider);

/** The providers of the registry by id, the prefix of their calls' global ids. */
export const providerById: ReadonlyMap<string, Provider> = new Map(
  providers.map((provider) => [provider.id, provider]),
);
