import type { GraphQLField } from 'graphql';
import type { Call } from '../src/domain/call.ts';

const EXTENSION = 'switchboardDerivedFrom';

/** Extensions of a field whose resolver reads `fields` of the call, with everything below them, besides common ones. */
export const derivation = (...fields: readonly (keyof Call)[]): Readonly<Record<string, unknown>> => ({
  [EXTENSION]: fields,
});

/** The fields of the call from which `field` is derived; empty for a field that stands for itself. */
export const derivedFrom = ({
  extensions,
}: Pick<GraphQLField<unknown, unknown>, 'extensions'>): readonly (keyof Call)[] =>
  (extensions[EXTENSION] as readonly (keyof Call)[] | undefined) ?? [];

/** Throws the error that stands in the place of one of `fields`, or of a member of it, because its endpoint failed. */
export function assertRead(call: Call, fields: readonly (keyof Call)[]): void {
  for (const field of fields) {
    const value: unknown = call[field];
    if (value instanceof Error) throw value;
    if (typeof value !== 'object' || value === null) continue;
    for (const member of Object.values(value)) if (member instanceof Error) throw member;
  }
}
