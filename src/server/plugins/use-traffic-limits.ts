import { LRUCache } from 'lru-cache';
import type { TrafficLimits } from '../limits.ts';
import type { ClientOf } from './client-address.ts';
import { PerRequest } from './per-request.ts';
import { refusal } from './refusal.ts';
import type { Exchange, ServerPlugin } from './server-plugin.ts';

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
export class TrafficLimiter {
  readonly #limits: TrafficLimits;
  readonly #clientOf: ClientOf;
  readonly #now: () => number;
  readonly #clients = new LRUCache<string, Client>({ max: MAX_CLIENTS });
  readonly #releases = new PerRequest<() => void>();
  #underWayInTotal = 0;

  constructor({ limits, clientOf, now = monotonic }: TrafficLimitsOptions) {
    this.#limits = limits;
    this.#clientOf = clientOf;
    this.#now = now;
  }

  /** Counts a request, once however often it is asked to. Throws the refusal of one that is too much. */
  admit(request: Request, exchange: Exchange): void {
    if (this.#releases.get(request) !== undefined) return;
    const { concurrentPerClient, operationsPerSecond, concurrentInTotal } = this.#limits;
    if (concurrentInTotal > 0 && this.#underWayInTotal >= concurrentInTotal)
      throw tooMuch('OVERLOADED', 'This server has too many requests under way.', 1);
    const client = this.#clientNamed(this.#clientOf(request, exchange));
    if (concurrentPerClient > 0 && client.underWay >= concurrentPerClient)
      throw tooMuch('RATE_LIMITED', `A client may have ${concurrentPerClient} requests under way.`, 1);
    if (operationsPerSecond > 0) this.#takeToken(client);
    client.underWay += 1;
    this.#underWayInTotal += 1;
    const release = (): void => {
      client.underWay -= 1;
      this.#underWayInTotal -= 1;
    };
    this.#releases.set(request, release);
    if (exchange.res?.closed) release();
    else exchange.res?.on('close', release);
  }

  /** Of a request that came over no connection, whose end says the same of all others. */
  release(request: Request): void {
    this.#releases.get(request)?.();
  }

  #clientNamed(name: string): Client {
    let client = this.#clients.get(name);
    if (client === undefined) {
      client = { underWay: 0, tokens: this.#limits.operationsPerSecond, filledAt: this.#now() };
      this.#clients.set(name, client);
    }
    return client;
  }

  #takeToken(client: Client): void {
    const { operationsPerSecond } = this.#limits;
    const at = this.#now();
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

/** Counts each request before anything of it but its headers has been looked at. */
export function useTrafficLimits(limiter: TrafficLimiter): ServerPlugin {
  return {
    onRequestParse: ({ request, serverContext }) => limiter.admit(request, serverContext),
    onResponse({ request, serverContext }) {
      if (serverContext.res === undefined) limiter.release(request);
    },
  };
}

const monotonic = (): number => performance.now();

const tooMuch = (code: 'RATE_LIMITED' | 'OVERLOADED', message: string, seconds: number): Error =>
  refusal(code, `${message} Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
    details: { retryAfterSeconds: seconds },
  });
