import { LRUCache } from 'lru-cache';
import type { TrafficLimits } from '../../config/limits.ts';
import type { ClientOf } from '../request/client-address.ts';
import { requestError } from '../request/request-error.ts';
import { RequestLocal } from '../request/request-local.ts';
import type { ServerContext, ServerPlugin } from '../request/server-context.ts';

/** Clients that are remembered at once. The one not seen for longest is forgotten, and starts with a clean slate. */
const MAX_CLIENTS = 10_000;

export interface TrafficLimitsOptions {
  readonly limits: TrafficLimits;
  readonly clientOf: ClientOf;
  /** Milliseconds from any fixed point, never going back. */
  readonly now?: () => number;
}

/** A token bucket, and the requests that are under way. */
interface ClientBucket {
  inFlight: number;
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
  readonly #clients = new LRUCache<string, ClientBucket>({ max: MAX_CLIENTS });
  readonly #releases = new RequestLocal<() => void>();
  #inFlightTotal = 0;

  constructor({ limits, clientOf, now = monotonic }: TrafficLimitsOptions) {
    this.#limits = limits;
    this.#clientOf = clientOf;
    this.#now = now;
  }

  /** Counts a request, once however often it is asked to. Throws the refusal of one that is too much. */
  admit(request: Request, exchange: ServerContext): void {
    if (this.#releases.get(request) !== undefined) return;
    const { concurrentPerClient, operationsPerSecond, concurrentInTotal } = this.#limits;
    if (concurrentInTotal > 0 && this.#inFlightTotal >= concurrentInTotal)
      throw tooMuch('OVERLOADED', 'This server has too many requests under way.', 1);
    const client = this.#clientNamed(this.#clientOf(request, exchange));
    if (concurrentPerClient > 0 && client.inFlight >= concurrentPerClient)
      throw tooMuch('RATE_LIMITED', `A client may have ${concurrentPerClient} requests under way.`, 1);
    if (operationsPerSecond > 0) this.#takeToken(client);
    client.inFlight += 1;
    this.#inFlightTotal += 1;
    const release = (): void => {
      client.inFlight -= 1;
      this.#inFlightTotal -= 1;
    };
    this.#releases.set(request, release);
    if (exchange.res?.closed) release();
    else exchange.res?.on('close', release);
  }

  /** Of a request that came over no connection, whose end says the same of all others. */
  release(request: Request): void {
    this.#releases.get(request)?.();
  }

  #clientNamed(name: string): ClientBucket {
    let client = this.#clients.get(name);
    if (client === undefined) {
      client = { inFlight: 0, tokens: this.#limits.operationsPerSecond, filledAt: this.#now() };
      this.#clients.set(name, client);
    }
    return client;
  }

  #takeToken(client: ClientBucket): void {
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
  requestError(code, `${message} Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
    details: { retryAfterSeconds: seconds },
  });
