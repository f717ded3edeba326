import type { TrafficLimits } from '../../config/limits.ts';
import type { ClientOf } from '../request/client-address.ts';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

export interface SubscriptionLimitOptions {
  readonly limits: Pick<TrafficLimits, 'subscriptionsPerClient'>;
  readonly clientOf: ClientOf;
}

/** Turns away a client that has as many subscriptions as one may. One is over when its connection is. */
export function useSubscriptionLimit({ limits, clientOf }: SubscriptionLimitOptions): ServerPlugin {
  const { subscriptionsPerClient } = limits;
  const open = new Map<string, number>();
  const change = (client: string, by: 1 | -1): void => {
    const count = (open.get(client) ?? 0) + by;
    if (count === 0) open.delete(client);
    else open.set(client, count);
  };
  return {
    onSubscribe({ args: { contextValue }, setResultAndStopExecution }) {
      const { request, res } = contextValue;
      if (subscriptionsPerClient === 0 || res === undefined || res.closed) return;
      const client = clientOf(request, contextValue);
      if ((open.get(client) ?? 0) >= subscriptionsPerClient) {
        const message = `A client may have ${subscriptionsPerClient} subscriptions. End one first.`;
        const details = { limit: 'subscriptions', allowed: subscriptionsPerClient };
        setResultAndStopExecution({ errors: [requestError('LIMIT_EXCEEDED', message, { details })] });
        return;
      }
      change(client, 1);
      res.once('close', () => change(client, -1));
    },
  };
}
