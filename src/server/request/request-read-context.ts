import type { AbortSignalLike } from '../../domain/abort-signal.ts';
import type { Span } from '../../domain/span.ts';
import type { ReadContext } from '../../upstream/read-context.ts';
import type { RequestCounts } from './request-counts.ts';
import type { HeldBytes } from './request-memory.ts';
import type { ClientConnection } from './subscription-lifetime.ts';

/** Reads on behalf of one request: its signal, its span, and its count of upstream requests. */
export class RequestReadContext implements ReadContext {
  readonly onCacheRead: ReadContext['onCacheRead'];
  readonly span: Span;
  readonly onUpstreamRequest: () => void;
  readonly onFailure: (error: unknown) => void;
  readonly holdBody: ReadContext['holdBody'];
  readonly owner: object;
  readonly #client: ClientConnection;

  constructor(
    client: ClientConnection,
    metrics: RequestCounts,
    onCacheRead: ReadContext['onCacheRead'],
    span: Span,
    heldValues: HeldBytes | undefined,
    owner: object | undefined,
  ) {
    this.#client = client;
    this.owner = owner ?? this;
    this.holdBody = heldValues?.hold;
    this.onCacheRead = onCacheRead;
    this.span = span;
    this.onUpstreamRequest = () => {
      metrics.upstreamRequests += 1;
    };
    this.onFailure = (error) => metrics.addFailure(error);
  }

  get signal(): AbortSignalLike | undefined {
    return this.#client.signal;
  }
}
