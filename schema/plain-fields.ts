import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';

/** The name under which the builder knows the plugin. */
export const PLAIN_FIELDS_PLUGIN = 'plainFields';

/**
 * Removes the resolver of a field that exposes a property of its own name: GraphQL's default resolver reads the same
 * property. A compiled operation reads the property in place, while each resolver costs a closure and two function calls,
 * three times for each turn of a transcript. The plugin is the last in the builder's list, so that other plugins still
 * wrap the field where they have to.
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
