import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { GraphContext } from './context.ts';

/** The name under which the builder knows the plugin. */
export const LIST_COUNTS_PLUGIN = 'listCounts';

/** Counts the items of every list that a resolver returns, so that a response is bounded before it is made. */
class ListCountsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { type }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (type.kind !== 'List') return resolve;
    return (parent, args, context, info) => {
      const count = (result: unknown): unknown => {
        if (!Array.isArray(result)) return result;
        return (context as GraphContext).responseFields.addList(info, result.length) ? result : [];
      };
      const result: unknown = resolve(parent, args, context, info);
      return result instanceof Promise ? result.then(count) : count(result);
    };
  }
}

SchemaBuilder.registerPlugin(LIST_COUNTS_PLUGIN, ListCountsPlugin);

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      listCounts: ListCountsPlugin<Types>;
    }
  }
}
