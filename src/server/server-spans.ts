import type { IncomingMessage, RequestListener } from 'node:http';
import type { Span } from '../domain/span.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { onResponseEnd } from './request/response-end.ts';

/** The span of each request to the endpoint, from its headers to the last byte of its response. */
export class ServerSpans {
  readonly #tracing: Tracing;
  readonly #spans = new WeakMap<IncomingMessage, Span>();

  constructor(tracing: Tracing) {
    this.#tracing = tracing;
  }

  /** The span of a request that came through `around`. */
  of(request: IncomingMessage): Span | undefined {
    return this.#spans.get(request);
  }

  /** A listener that runs `listener` within a span. */
  around(listener: RequestListener): RequestListener {
    return (request, response) => {
      const span = this.#tracing.beginServerSpan(`${methodOf(request)} /graphql`, request.headers);
      span.set({ 'http.request.method': methodOf(request), 'http.route': '/graphql' });
      this.#spans.set(request, span);
      onResponseEnd(request, response, () => {
        const status = response.statusCode;
        if (!response.writableFinished) span.fail('ABORTED');
        else if (status >= 500) span.fail(String(status));
        span.set({ 'http.response.status_code': status });
        span.end();
      });
      listener(request, response);
    };
  }
}

/** Clients can invent methods, so a span names only those that the endpoint supports. */
const methodOf = ({ method = '' }: IncomingMessage): string =>
  /^(?:GET|POST|HEAD|OPTIONS)$/.test(method) ? method : '_OTHER';
