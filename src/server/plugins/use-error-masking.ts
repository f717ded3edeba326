import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, mapAsyncIterator } from 'graphql-yoga';
import { maskError, type OnUnexpected } from '../request/mask-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Decides what clients see of every error, wherever it arose. Yoga's own masking is not told which request an error
 * belongs to, so its log line and its response could not carry the same id.
 */
export function useErrorMasking(onUnexpected: OnUnexpected): ServerPlugin {
  const masked = <Result extends ExecutionResult>(result: Result, requestId: string): Result =>
    result.errors === undefined
      ? result
      : { ...result, errors: result.errors.map((error) => maskError(error, requestId, onUnexpected)) };
  return {
    onRequest({ requestHandler, setRequestHandler, fetchAPI }) {
      // The adapter would send the stack of an error that is thrown past Yoga.
      setRequestHandler(async (request, context) => {
        try {
          return await requestHandler(request, context);
        } catch (error) {
          const { message, extensions } = maskError(error, context.state.requestId, onUnexpected);
          return fetchAPI.Response.json({ errors: [{ message, extensions }] }, { status: 500 });
        }
      });
    },
    onResultProcess({ result, setResult, serverContext }) {
      const { requestId } = serverContext.state;
      if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, (each) => masked(each, requestId)));
      else if (!Array.isArray(result) && result.errors !== undefined) setResult(masked(result, requestId));
    },
  };
}
