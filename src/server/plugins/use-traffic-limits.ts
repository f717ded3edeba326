import { LRUCache } from 'lru-cache';
import type { TrafficLimits } from '../limits.ts';
import type { ClientOf } from './client-address.ts';
import { refusal } from './refusal.ts';
import type { ServerPlugin } from './server-plugin.ts';

/** Clients that are remembered at once. The one not seen for longest is forgotten, and starts with a clean slate. */
const MAX_CLIENTS = 10_000;

export interface TrafficLimitsOptions {
  readonly limits: TrafficLimits;
  readonly clientOf: ClientOf;
  /** Milliseconds from any fixed point, never going back. */
  readonly now?: () => number;
}

/** A token bucket, and the requests that are under way. */
interface Client {
  underWay: number;
  tokens: number;
  filledAt: number;
}

/**
 * Turns away a client that sends more operations a second, or more at once, than one may; and anyone while all
 * together have too many under way. rate-limiter-flexible does not fit: in memory it keeps every key there ever was
 * within a window, each with a timer, so that a flood of addresses is a flood of memory.
 */
export function useTrafficLimits({ limits, clientOf, now = monotonic }: TrafficLimitsOptions): ServerPlugin {
  const { concurrentPerClient, operationsPerSecond, concurrentInTotal } = limits;
  const clients = new LRUCache<string, Client>({ max: MAX_CLIENTS });
  const withoutSocket = new WeakMap<Request, () => void>();
  let underWayInTotal = 0;

  return {
    onRequestParse({ request, serverContext }) {
      if (concurrentInTotal > 0 && underWayInTotal >= concurrentInTotal)
        throw tooMuch('OVERLOADED', 'This server has too many requests under way.', 1);
      const client = clientNamed(clientOf(request, serverContext));
      if (concurrentPerClient > 0 && client.underWay >= concurrentPerClient)
        throw tooMuch('RATE_LIMITED', `A client may have ${concurrentPerClient} requests under way.`, 1);
      if (operationsPerSecond > 0) takeToken(client);
      client.underWay += 1;
      underWayInTotal += 1;
      const release = (): void => {
        client.underWay -= 1;
        underWayInTotal -= 1;
      };
      if (serverContext.res === undefined) withoutSocket.set(request, release);
      else if (serverContext.res.closed) release();
      else serverContext.res.once('close', release);
    },
    onResponse({ request }) {
      withoutSocket.get(request)?.();
    },
  };

  function clientNamed(name: string): Client {
    let client = clients.get(name);
    if (client === undefined) {
      client = { underWay: 0, tokens: operationsPerSecond, filledAt: now() };
      clients.set(name, client);
    }
    return client;
  }

  function takeToken(client: Client): void {
    const at = now();
    const earned = ((at - client.filledAt) / 1000) * operationsPerSecond;
    client.tokens = Math.min(operationsPerSecond, client.tokens + earned);
    client.filledAt = at;
    if (client.tokens < 1) {
      const seconds = Math.ceil((1 - client.tokens) / operationsPerSecond);
      throw tooMuch('RATE_LIMITED', `A client may send ${operationsPerSecond} operations a second.`, seconds);
    }
    client.tokens -= 1;
  }
}

const monotonic = (): number => performance.now();

const tooMuch = (code: 'RATE_LIMITED' | 'OVERLOADED', message: string, seconds: number): Error =>
  refusal(code, `${message} Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
    details: { retryAfterSeconds: seconds },
  });
