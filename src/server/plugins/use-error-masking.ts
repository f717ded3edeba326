import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, mapAsyncIterator } from 'graphql-yoga';
import { maskError, type OnUnexpected } from '../request/mask-error.ts';
import type { RequestIds } from '../request/request-ids.ts';
import type { ServerPlugin } from '../request/server-context.ts';

export interface ErrorMaskingOptions {
  readonly requestIds: RequestIds;
  readonly onUnexpected: OnUnexpected;
}

/**
 * Decides what clients see of every error, wherever it arose. Yoga’s own masking is not told which request an error
 * belongs to, so its log line and the answer could not carry the same id.
 */
export function useErrorMasking({ requestIds, onUnexpected }: ErrorMaskingOptions): ServerPlugin {
  const masked = <Result extends ExecutionResult>(result: Result, request: Request): Result =>
    result.errors === undefined
      ? result
      : {
          ...result,
          errors: result.errors.map((error) => maskError(error, requestIds.of(request), onUnexpected)),
        };
  return {
    onRequest({ requestHandler, setRequestHandler, fetchAPI }) {
      // The adapter would answer with the stack of whatever is thrown past Yoga.
      setRequestHandler(async (request, context) => {
        try {
          return await requestHandler(request, context);
        } catch (error) {
          const { message, extensions } = maskError(error, requestIds.of(request), onUnexpected);
          return fetchAPI.Response.json({ errors: [{ message, extensions }] }, { status: 500 });
        }
      });
    },
    onResultProcess({ request, result, setResult }) {
      if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, (each) => masked(each, request)));
      else if (!Array.isArray(result) && result.errors !== undefined) setResult(masked(result, request));
    },
  };
}
