import { Counter, Gauge, type Registry } from 'prom-client';

export interface ResponseMetricsOptions {
  /** This program's version. */
  readonly version: string;
  /** The codes of request errors. Each is exposed from the start with 0, so that its first error is an increase. */
  readonly errorCodes: readonly string[];
}

/** The metrics of HTTP responses from `/graphql`. */
export interface ResponseMetrics {
  /** Called with the HTTP status of every response, those of the fast path included. */
  onResponse(status: number): void;
  /** Called with the code of a rejected request, and for every unexpected error, which may be that of one field. */
  onRequestError(code: string): void;
}

/** Registers the metrics of responses, and one that names the version of this program. */
export function createResponseMetrics(
  registry: Registry,
  { version, errorCodes }: ResponseMetricsOptions,
): ResponseMetrics {
  new Gauge({
    name: 'switchboard_build_info',
    help: '1, with the version of the program as a label.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  const responses = new Counter({
    name: 'switchboard_http_responses_total',
    help: 'Responses from /graphql by HTTP status.',
    labelNames: ['status'],
    registers: [registry],
  });
  const errors = new Counter({
    name: 'switchboard_request_errors_total',
    help: 'Rejected requests by code, and unexpected errors under INTERNAL_SERVER_ERROR, those of single fields included.',
    labelNames: ['code'],
    registers: [registry],
  });
  const errorsBy = new Map(errorCodes.map((code) => [code, errors.labels({ code })]));
  for (const counter of errorsBy.values()) counter.inc(0);
  const responsesBy = new Map<number, ReturnType<typeof responses.labels>>();
  return {
    onResponse(status) {
      let counter = responsesBy.get(status);
      if (counter === undefined) {
        counter = responses.labels({ status: String(status) });
        responsesBy.set(status, counter);
      }
      counter.inc();
    },
    onRequestError: (code) => errorsBy.get(code)?.inc(),
  };
}
