import { defineConfig } from '@graphql-hive/gateway';

/** What Switchboard is told of a client: the credential it decides by, and the trace that the request belongs to. */
const FORWARDED = ['authorization', 'traceparent', 'tracestate', 'x-request-id'];

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) =>
      Object.fromEntries(
        FORWARDED.flatMap((name) => {
          const value = request.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
  },
});
