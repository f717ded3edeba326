import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import { scopesOf } from '../../schema/scopes.ts';

it('a field that exposes a property of its own name has a resolver only where a scope guards it', () => {
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .filter(({ name, extensions }) => extensions['pothosExposedField'] === name);
  expect(fields.length).toBeGreaterThan(200);
  for (const field of fields) expect(field.resolve !== undefined).toBe(scopesOf(field).length > 0);
});
