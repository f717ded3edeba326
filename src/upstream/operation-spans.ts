import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { ProviderError } from '../domain/errors.ts';
import type { Span, SpanAttributes } from '../domain/span.ts';

// Attributes are built only for a span that records: where nothing is traced, none of these functions allocates.

/** Begins the span of one read through the cache. */
export const beginRead = (parent: Span, provider: string, operation: string): Span =>
  parent.isRecording ? parent.begin('cache read', { attributes: describe(provider, operation) }) : parent;

/** Begins the span of one attempt at a request. `resends` is 0 for the first attempt. */
export const beginAttempt = (
  parent: Span,
  provider: string,
  operation: string,
  method: string,
  resends: number,
): Span =>
  parent.isRecording
    ? parent.begin(method, {
        kind: 'client',
        attributes: {
          ...describe(provider, operation),
          'http.request.method': method,
          'http.request.resend_count': resends,
          'peer.service': provider,
        },
      })
    : parent;

/** Returns `result`, which ends `span` when it settles; a failure is recorded by its code. */
export const endWith = <T>(
  span: Span,
  result: Promise<T>,
  reader: { readonly signal?: AbortSignalLike | undefined },
): Promise<T> => (span.isRecording ? endRecording(span, result, reader, false) : result);

/** Does the same as `endWith`, and records the outcome of a success as well. */
export const endAttemptWith = <T>(span: Span, result: Promise<T>, signal: AbortSignalLike): Promise<T> =>
  span.isRecording ? endRecording(span, result, { signal }, true) : result;

async function endRecording<T>(
  span: Span,
  result: Promise<T>,
  { signal }: { readonly signal?: AbortSignalLike | undefined },
  withOutcome: boolean,
): Promise<T> {
  try {
    const value = await result;
    if (withOutcome) span.set({ 'switchboard.outcome': 'OK' });
    return value;
  } catch (error) {
    const code = codeOf(error, signal);
    if (withOutcome) span.set({ 'switchboard.outcome': code });
    span.fail(code);
    throw error;
  } finally {
    span.end();
  }
}

const describe = (provider: string, operation: string): SpanAttributes => ({
  'switchboard.provider': provider,
  'switchboard.endpoint': operation,
});

/** The code of a failure, for a span. */
function codeOf(error: unknown, signal: AbortSignalLike | undefined): string {
  if (error instanceof ProviderError) return error.code;
  return signal?.aborted ? 'ABORTED' : 'UNEXPECTED';
}
