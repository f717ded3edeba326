import { getNullableType, isListType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import { scopesOf } from '../../schema/scopes.ts';

it('a field that exposes a property of its own name has a resolver only where a scope guards it or a list is counted', () => {
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .filter(({ name, extensions }) => extensions['pothosExposedField'] === name);
  expect(fields.length).toBeGreaterThan(200);
  for (const field of fields) {
    const isList = isListType(getNullableType(field.type));
    expect(field.resolve !== undefined).toBe(scopesOf(field).length > 0 || isList);
  }
});
