import { type ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable, mapAsyncIterator } from 'graphql-yoga';
import type { Limits } from '../../config/limits.ts';
import type { RequestState } from '../request/request-state.ts';
import { chargeResult } from '../request/request-work.ts';
import { countBytes, responseTooLong } from '../request/response-bytes.ts';
import { MAX_ERRORS } from '../request/response-errors.ts';
import { isTooManyFields } from '../request/response-fields.ts';
import { type ResponseMemory, responsesTooLong } from '../request/response-memory.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Bounds a response before it is made: a result that is too large becomes one request error, errors beyond the
 * hundredth become one that tells their number, and clients that do not read their responses cannot fill the memory.
 */
export function useResponseLimits(
  { responseBytes }: Pick<Limits, 'responseBytes'>,
  memory: ResponseMemory,
): ServerPlugin {
  /** An event of a stream is not held: it waits for its client before it sends the next. */
  const bounded = (result: ExecutionResult, state: RequestState, isEvent: boolean): ExecutionResult => {
    const tooMany = result.errors?.find(isTooManyFields);
    const bytes = tooMany === undefined ? countBytes(result.data, responseBytes) : 0;
    chargeResult(state, { bytes, errors: result.errors?.length ?? 0 });
    if (tooMany !== undefined)
      return { errors: [new GraphQLError(tooMany.message, { extensions: tooMany.extensions })] };
    if (bytes > responseBytes) return { errors: [responseTooLong(responseBytes)] };
    if (!isEvent && !memory.hold(state, bytes)) return { errors: [responsesTooLong()] };
    const { errors } = result;
    if (errors === undefined) return result;
    const found = errors.length + (state.graphContext?.responseErrors.leftOut ?? 0);
    return found <= MAX_ERRORS ? result : { ...result, errors: firstOf(errors, found) };
  };
  return {
    onExecute({ context: { responseFields, responseErrors } }) {
      responseFields.reset(); // a compiled operation may have counted before
      responseErrors.reset();
    },
    onResultProcess({ result, setResult, serverContext: { state } }) {
      if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, (each) => bounded(each, state, true)));
      else if (!Array.isArray(result)) {
        const within = bounded(result, state, false);
        if (within !== result) setResult(within);
      }
    },
  };
}

/** The first errors, and one in place of the others. */
function firstOf(errors: readonly GraphQLError[], found: number): readonly GraphQLError[] {
  const message = `This response has ${found} errors. The first ${MAX_ERRORS} are listed.`;
  const extensions = { code: 'LIMIT_EXCEEDED', limit: 'errors', allowed: MAX_ERRORS, found };
  return [...errors.slice(0, MAX_ERRORS), new GraphQLError(message, { extensions })];
}
