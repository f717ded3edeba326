import type { CacheReadContext } from '../cache/cache-read-context.ts';
import { NO_SPAN, type Span } from '../domain/span.ts';

/** The client's request for which a provider is read. */
export interface ReadContext extends CacheReadContext {
  /** The client for which the provider is read: where requests have to wait, clients take turns. */
  readonly owner?: object | undefined;
  /** Called for each request that is sent for this read, retries included; not for a request that it shares. */
  readonly onUpstreamRequest?: (() => void) | undefined;
  /** Called with the bytes of each body that is fetched. False when this process has no room for its value. */
  readonly holdBody?: ((bytes: number) => boolean) | undefined;
  /** Called with the error of each read that fails. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** The span that the reads belong to. A request that several readers share belongs to the first reader's span. */
  readonly span: Span;
}

/** The context of a read that no client waits for. */
export const NO_CONTEXT: ReadContext = { span: NO_SPAN };

/** The same context with `span` as the parent of its reads. */
export const withSpan = (context: ReadContext, span: Span): ReadContext =>
  span === context.span
    ? context
    : {
        signal: context.signal,
        fresh: context.fresh,
        onCacheRead: context.onCacheRead,
        onStale: context.onStale,
        owner: context.owner,
        onUpstreamRequest: context.onUpstreamRequest,
        holdBody: context.holdBody,
        onFailure: context.onFailure,
        span,
      };
