/** `acme` is `AcmeCall` in the graph. */
export const graphTypeName = (providerId: string): string => `${capitalise(providerId)}Call`;

/** A call of `acme` is found by its own id at the root field `acmeCall`. */
export const rootFieldName = (providerId: string): string => `${providerId}Call`;

/** `acme` is `ACME` in the `Provider` enum. */
export const enumValueName = (providerId: string): string => providerId.toUpperCase();

const capitalise = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
