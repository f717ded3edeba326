import type { IncomingMessage, RequestListener } from 'node:http';
import type { Span } from '../domain/span.ts';
import type { Tracing } from '../telemetry/tracing.ts';

/** The span of each request to the graph, from its headers to the last byte of its answer. */
export class ServerSpans {
  readonly #tracing: Tracing;
  readonly #spans = new WeakMap<IncomingMessage, Span>();

  constructor(tracing: Tracing) {
    this.#tracing = tracing;
  }

  /** The span of a request that came through `around`. */
  of(request: IncomingMessage | undefined): Span | undefined {
    return request && this.#spans.get(request);
  }

  /** Lets `listener` answer, each time within a span. */
  around(listener: RequestListener): RequestListener {
    return (request, response) => {
      const span = this.#tracing.beginServerSpan(`${methodOf(request)} /graphql`, request.headers);
      span.set({ 'http.request.method': methodOf(request), 'http.route': '/graphql' });
      this.#spans.set(request, span);
      response.once('close', () => {
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

/** Methods are for anyone to make up; those that the graph knows go by their names. */
const methodOf = ({ method = '' }: IncomingMessage): string =>
  /^(?:GET|POST|HEAD|OPTIONS)$/.test(method) ? method : '_OTHER';
