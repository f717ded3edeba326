import { type ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable, mapAsyncIterator } from 'graphql-yoga';
import type { Limits } from '../../config/limits.ts';
import { exceedsBytes, responseTooLong } from '../request/response-bytes.ts';
import { isTooManyFields } from '../request/response-fields.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** The most errors in one response. */
const MAX_ERRORS = 100;

/**
 * Bounds a response before it is made: a result that is too large becomes one request error, and errors beyond the
 * hundredth become one that tells their number.
 */
export function useResponseLimits({ responseBytes }: Pick<Limits, 'responseBytes'>): ServerPlugin {
  const bounded = (result: ExecutionResult): ExecutionResult => {
    const tooMany = result.errors?.find(isTooManyFields);
    if (tooMany !== undefined)
      return { errors: [new GraphQLError(tooMany.message, { extensions: tooMany.extensions })] };
    if (exceedsBytes(result.data, responseBytes)) return { errors: [responseTooLong(responseBytes)] };
    const { errors } = result;
    return errors === undefined || errors.length <= MAX_ERRORS
      ? result
      : { ...result, errors: firstOf(errors) };
  };
  return {
    onResultProcess({ result, setResult }) {
      if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, bounded));
      else if (!Array.isArray(result)) {
        const within = bounded(result);
        if (within !== result) setResult(within);
      }
    },
  };
}

/** The first errors, and one in place of the others. */
function firstOf(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const message = `This response has ${errors.length} errors. The first ${MAX_ERRORS} are listed.`;
  const extensions = { code: 'LIMIT_EXCEEDED', limit: 'errors', allowed: MAX_ERRORS, found: errors.length };
  return [...errors.slice(0, MAX_ERRORS), new GraphQLError(message, { extensions })];
}
