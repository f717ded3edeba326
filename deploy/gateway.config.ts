import type { GatewayConfig } from '@graphql-hive/gateway-runtime';

/** Request headers that Switchboard needs from a client: its credential, its trace and its request id. */
const FORWARDED = ['authorization', 'traceparent', 'tracestate', 'x-request-id'];

/** Hive Gateway reads this export. Its type comes from the gateway's runtime, which the tests have installed. */
export const gatewayConfig: Pick<GatewayConfig, 'propagateHeaders'> = {
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) =>
      Object.fromEntries(
        FORWARDED.flatMap((name) => {
          const value = request.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
  },
};
