import type { ExecutionResult } from 'graphql';
import { type FetchAPI, isAsyncIterable, mapAsyncIterator } from 'graphql-yoga';
import { maskError, type OnUnexpected } from '../request/mask-error.ts';
import { REQUEST_ERRORS } from '../request/request-error.ts';
import { notAcceptable } from '../request/request-format.ts';
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
    onResultProcess({ result, setResult, resultProcessor, setResultProcessor, serverContext }) {
      const { requestId } = serverContext.state;
      if (resultProcessor === undefined) {
        // Yoga's own response to an unacceptable media type has no body, and leaves a stream open.
        if (isAsyncIterable(result)) void result[Symbol.asyncIterator]().return?.();
        setResult({ errors: [notAcceptable()] });
        setResultProcessor(rejectWithJson, 'application/json');
        return;
      }
      if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, (each) => masked(each, requestId)));
      else if (!Array.isArray(result) && result.errors !== undefined) setResult(masked(result, requestId));
    },
  };
}

/** Sends an error as JSON, though the client does not accept JSON: an error that cannot be read helps no one. */
function rejectWithJson(_result: unknown, fetchAPI: FetchAPI): Response {
  const { message, extensions } = notAcceptable();
  const body = JSON.stringify({ errors: [{ message, extensions: { code: extensions['code'] } }] });
  return new fetchAPI.Response(body, {
    status: REQUEST_ERRORS.NOT_ACCEPTABLE.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}
