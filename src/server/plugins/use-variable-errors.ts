import {
  coerceInputValue,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  isInputType,
  Kind,
  print,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Rewords the error of an invalid variable, so that it tells the place and the expected type, and never the value. The
 * message of graphql-js quotes the value, which may be a phone number or a person's words.
 */
export function useVariableErrors(): ServerPlugin {
  return {
    onExecute() {
      return {
        onExecuteDone({ args, result, setResult }) {
          const rewritten = rewrite(result, args.schema, args.variableValues ?? {});
          if (rewritten !== null) setResult(rewritten);
        },
      };
    },
    onSubscribe() {
      return {
        onSubscribeResult({ args, result, setResult }) {
          const rewritten = rewrite(result, args.schema, args.variableValues ?? {});
          if (rewritten !== null) setResult(rewritten);
        },
      };
    },
  };
}

function rewrite(result: unknown, schema: GraphQLSchema, variables: Variables): ExecutionResult | null {
  if (isAsyncIterable(result)) return null;
  const { data, errors } = result as ExecutionResult;
  if (errors === undefined || (data !== undefined && data !== null)) return null;
  const seen = new Set<VariableDefinitionNode>();
  const rewritten = errors.flatMap((error) => {
    const definition = variableOf(error);
    if (definition === null) return [error];
    if (seen.has(definition)) return []; // the first error covers the whole variable
    seen.add(definition);
    return [requestError('BAD_USER_INPUT', messageOf(definition, schema, variables))];
  });
  return seen.size === 0 ? null : { ...(result as ExecutionResult), errors: rewritten };
}

/** The declaration of the variable that an error is about: such an error points there, and has no path. */
function variableOf({ nodes, path }: GraphQLError): VariableDefinitionNode | null {
  const node = nodes?.[0];
  return path === undefined && node?.kind === Kind.VARIABLE_DEFINITION ? node : null;
}

function messageOf(definition: VariableDefinitionNode, schema: GraphQLSchema, variables: Variables): string {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  const expected = `The variable "$${name}" is of type "${print(definition.type)}"`;
  if (!Object.hasOwn(variables, name)) return `${expected} and has to be sent.`;
  if (variables[name] === null || !isInputType(type)) return `${expected} and cannot be null.`;
  const places: string[] = [];
  coerceInputValue(variables[name], type, (path) => {
    const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    if (places.length < 5 && place !== '') places.push(`$${name}${place}`);
  });
  const where = places.length === 0 ? '' : ` at ${places.join(', ')}`;
  return `${expected}; what was sent does not fit${where}.`;
}
