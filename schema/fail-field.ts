import type { GraphQLResolveInfo } from 'graphql';
import type { GraphContext } from './context.ts';

/**
 * Fails the nullable field at `info`, or an item of its list, with the error that `create` makes. A response tells of a
 * hundred errors only; beyond them the result is `null`, because an error takes forty times as long as a value.
 */
export function failField(
  { responseErrors }: Pick<GraphContext, 'responseErrors'>,
  info: GraphQLResolveInfo,
  create: () => unknown,
): null {
  if (responseErrors.admit(info)) throw create();
  return null;
}
