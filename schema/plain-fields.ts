import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';

/** The name under which the builder knows the plugin. */
export const PLAIN_FIELDS_PLUGIN = 'plainFields';

/**
 * Takes the resolver from a field that exposes a property of its own name, as GraphQL does without one. A compiled
 * operation reads such a property in place; each resolver costs it a closure and two calls, three times for each turn of
 * a transcript. Last in the builder's list, so that a plugin before it still wraps the field where it has to.
 */
class PlainFieldsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { name, extensions }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    return extensions?.['pothosExposedField'] === name ? defaultFieldResolver : resolve;
  }
}

SchemaBuilder.registerPlugin(PLAIN_FIELDS_PLUGIN, PlainFieldsPlugin);

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      plainFields: PlainFieldsPlugin<Types>;
    }
  }
}
