import type { ProviderBinding } from './provider-binding.ts';
import * as registry from './registry.ts';

/**
 * Every provider of the registry with its type, in alphabetical order. The cast is the one of its kind: a ref is
 * invariant in its calls, and what is done with all providers alike needs no more of them than `Call`.
 */
export const providerBindings = Object.values(registry) as unknown as readonly ProviderBinding[];
