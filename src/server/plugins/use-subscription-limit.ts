import type { TrafficLimits } from '../../config/limits.ts';
import type { ClientOf } from '../request/client-address.ts';
import { requestError } from '../request/request-error.ts';
import { hasResponseEnded, onResponseEnd } from '../request/response-end.ts';
import type { ServerPlugin } from '../request/server-context.ts';

export interface SubscriptionLimitOptions {
  readonly limits: Pick<TrafficLimits, 'subscriptionsPerClient'>;
  readonly clientOf: ClientOf;
}

/** Rejects a subscription of a client that has as many as one client may. A subscription counts until its connection closes. */
export function useSubscriptionLimit({ limits, clientOf }: SubscriptionLimitOptions): ServerPlugin {
  const { subscriptionsPerClient } = limits;
  const counts = new Map<string, number>();
  const change = (client: string, by: 1 | -1): void => {
    const count = (counts.get(client) ?? 0) + by;
    if (count === 0) counts.delete(client);
    else counts.set(client, count);
  };
  return {
    onSubscribe({ args: { contextValue }, setResultAndStopExecution }) {
      const { request, state } = contextValue;
      if (subscriptionsPerClient === 0 || hasResponseEnded(state.req, state.res)) return;
      const client = clientOf(request, state);
      if ((counts.get(client) ?? 0) >= subscriptionsPerClient) {
        const message = `A client may have at most ${subscriptionsPerClient} subscriptions. End one first.`;
        const details = { limit: 'subscriptions', allowed: subscriptionsPerClient };
        setResultAndStopExecution({ errors: [requestError('LIMIT_EXCEEDED', message, { details })] });
        return;
      }
      change(client, 1);
      onResponseEnd(state.req, state.res, () => change(client, -1));
    },
  };
}
