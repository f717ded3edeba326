import {
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { schema } from '../../schema/index.ts';

/** A selection of every field of the type `typeName`, down to the scalars, without the braces around it. */
export function everythingOf(typeName: string): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${typeName} has no fields`);
  return Object.values(type.getFields())
    .map((field) => `${field.name}${braced(field.type)}`)
    .join(' ');
}

function braced(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  return isCompositeType(named) ? ` { ${everythingOf(named.name)} }` : '';
}
