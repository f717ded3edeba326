/** The graph's type for a provider's calls: `AcmeCall` for `acme`. */
export const graphTypeName = (providerId: string): string => `${capitalise(providerId)}Call`;

/** The root field that finds a call by the provider's own id: `acmeCall` for `acme`. */
export const rootFieldName = (providerId: string): string => `${providerId}Call`;

/** The provider's value in the `Provider` enum: `ACME` for `acme`. */
export const enumValueName = (providerId: string): string => providerId.toUpperCase();

const capitalise = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
