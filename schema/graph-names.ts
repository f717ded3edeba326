/** `voxworks` is `VoxworksCall` in the graph. */
export const graphTypeName = (providerId: string): string => `${capitalise(providerId)}Call`;

/** `voxworks` is found by its own id at the root field `voxworksCall`. */
export const rootFieldName = (providerId: string): string => `${providerId}Call`;

/** `voxworks` is `VOXWORKS` in the `Provider` enum. */
export const enumValueName = (providerId: string): string => providerId.toUpperCase();

const capitalise = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
