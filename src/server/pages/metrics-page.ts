import type { RequestListener } from 'node:http';
import type { Registry } from 'prom-client';

/** `GET /metrics`, in Prometheus' text format. */
export const metricsPage =
  (registry: Registry): RequestListener =>
  (_request, response) => {
    void registry.metrics().then((text) => {
      response.writeHead(200, {
        'content-type': registry.contentType,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(text);
    });
  };
