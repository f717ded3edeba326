import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import type { Provider } from '../src/providers/provider.ts';
import { graphTypeName } from './graph-names.ts';

/**
 * Throws when an endpoint of a provider claims a field that the graph's type of that provider does not have: such an
 * endpoint would never be chosen for the field, and the field would be null without an error.
 */
export function checkExclusiveFields(schema: GraphQLSchema, providers: readonly Provider[]): void {
  for (const provider of providers) {
    const typeName = graphTypeName(provider.id);
    for (const { name, exclusiveFields } of provider.getCall) {
      for (const path of exclusiveFields) {
        if (isFieldPath(schema, typeName, path)) continue;
        throw new Error(
          `The operation ${name} of provider ${provider.id} lists the exclusive field "${path}", which ${typeName} does not have. Correct the path or add the field to ${typeName}.`,
        );
      }
    }
  }
}

/** Whether `path`, field names joined by dots, leads from the type `typeName` to a field. */
function isFieldPath(schema: GraphQLSchema, typeName: string, path: string): boolean {
  let type = schema.getType(typeName);
  for (const name of path.split('.')) {
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    if (field === undefined) return false;
    type = getNamedType(field.type);
  }
  return true;
}
