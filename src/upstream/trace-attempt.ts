import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { ProviderError } from '../domain/errors.ts';
import type { Span, SpanAttributes } from '../domain/span.ts';

/** What the spans of one read say of where it goes. */
export const describeRead = (provider: string, endpoint: string): SpanAttributes => ({
  'switchboard.provider': provider,
  'switchboard.endpoint': endpoint,
});

/** The code of a failure, for a span. */
export const codeOf = (error: unknown, signal: AbortSignalLike | undefined): string => {
  if (error instanceof ProviderError) return error.code;
  return signal?.aborted ? 'ABORTED' : 'UNEXPECTED';
};

/** Sends one attempt within a span of its own, and tells the provider which one. `repeat` is 0 for the first. */
export async function traceAttempt<T>(
  parent: Span,
  { attributes, resends, signal }: { attributes: SpanAttributes; resends: number; signal: AbortSignalLike },
  send: (traceparent: string) => Promise<T>,
): Promise<T> {
  const span = parent.begin('GET', {
    kind: 'client',
    attributes: {
      ...attributes,
      'http.request.method': 'GET',
      'http.request.resend_count': resends,
      'peer.service': String(attributes['switchboard.provider']),
    },
  });
  try {
    const response = await send(span.traceparent);
    span.set({ 'switchboard.outcome': 'OK' });
    return response;
  } catch (error) {
    const code = codeOf(error, signal);
    span.set({ 'switchboard.outcome': code });
    span.fail(code);
    throw error;
  } finally {
    span.end();
  }
}
