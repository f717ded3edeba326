import {
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { schema } from '../../schema/index.ts';

/** A selection of every field of the type `typeName`, down to the scalars, without the braces around it. */
export const everythingOf = (typeName: string): string =>
  fieldsOf(typeName)
    .map(({ text }) => text)
    .join(' ');

/** The fields of the type `typeName`, each with its selection down to the scalars. */
export function fieldsOf(typeName: string): readonly { readonly name: string; readonly text: string }[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${typeName} has no fields`);
  return Object.values(type.getFields()).map(({ name, type: fieldType }) => ({
    name,
    text: `${name}${braced(fieldType)}`,
  }));
}

function braced(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  return isCompositeType(named) ? ` { ${everythingOf(named.name)} }` : '';
}
