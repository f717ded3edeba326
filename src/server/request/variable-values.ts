import {
  coerceInputValue,
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { requestError } from './request-error.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The number of values in `value`, members and items included; stops counting above `most`. */
export function countValues(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const each of Array.isArray(value) ? value : Object.values(value)) {
    count += countValues(each, most - count);
    if (count > most) break;
  }
  return count;
}

/** One operation and the variables that were sent with it. */
export interface VariableUse {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Variables | null | undefined;
}

/**
 * The errors of variables that do not fit their types, one for each variable. They tell places and the expected type, and
 * never a value, which may be a phone number or a person's words; graphql-js quotes values. Reading a variable stops at
 * its fifth place, because graphql-js takes 40 µs for each.
 */
export function variableErrors({
  schema,
  document,
  operationName,
  variableValues,
}: VariableUse): readonly GraphQLError[] {
  const definitions = getOperationAST(document, operationName ?? undefined)?.variableDefinitions ?? [];
  return definitions.flatMap((definition) => {
    const message = misfitOf(definition, schema, variableValues ?? {});
    return message === null ? [] : [requestError('BAD_USER_INPUT', message)];
  });
}

function misfitOf(
  definition: VariableDefinitionNode,
  schema: GraphQLSchema,
  variables: Variables,
): string | null {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) return null; // validation has rejected it
  const expected = `The variable "$${name}" is of type "${print(definition.type)}"`;
  if (!Object.hasOwn(variables, name))
    return isNonNullType(type) && definition.defaultValue === undefined
      ? `${expected} and has to be sent.`
      : null;
  if (variables[name] === null) return isNonNullType(type) ? `${expected} and cannot be null.` : null;
  const places = misfitsIn(variables[name], type);
  if (places.length === 0) return null;
  const named = places.filter((place) => place !== '').map((place) => `$${name}${place}`);
  return `${expected}; what was sent does not fit${named.length === 0 ? '' : ` at ${named.join(', ')}`}.`;
}

const MAX_PLACES = 5;

/** The first places within `value` that do not fit `type`, as a person would write them; `''` is the value itself. */
function misfitsIn(value: unknown, type: GraphQLInputType): readonly string[] {
  const places: string[] = [];
  try {
    coerceInputValue(value, type, (path) => {
      places.push(path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join(''));
      if (places.length === MAX_PLACES) throw ENOUGH;
    });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return places;
}

/** Thrown to stop graphql-js, which goes on otherwise. */
const ENOUGH = Symbol('enough places');
