import { LRUCache } from 'lru-cache';
import type { TrafficLimits } from '../../config/limits.ts';
import { createLoopLoad } from './loop-load.ts';
import { requestError } from './request-error.ts';
import type { ClientRate, RequestState } from './request-state.ts';
import { hasResponseEnded, onResponseEnd } from './response-end.ts';

/** Clients remembered at once. The least recently seen client is forgotten, and starts again with a full bucket. */
const MAX_CLIENTS = 10_000;

/** The longest pause after large operations, in seconds. */
const MAX_PAUSE_SECONDS = 10;

/** Clients whose requests alternate within this time, in milliseconds, share the process. */
const TOGETHER_MS = 1_000;

export interface TrafficLimiterOptions {
  readonly limits: TrafficLimits;
  /** Milliseconds from any fixed point, never going back. */
  readonly now?: () => number;
  /** Whether requests wait for each other. Default: whether this process's event loop is busy. */
  readonly isBusy?: (() => boolean) | undefined;
}

/** A client's token bucket, which is below 0 after large operations, and its requests in flight. */
class ClientBucket implements ClientRate {
  inFlight = 0;
  tokens: number;
  filledAt: number;
  readonly #isContended: () => boolean;

  constructor(tokens: number, filledAt: number, isContended: () => boolean) {
    this.tokens = tokens;
    this.filledAt = filledAt;
    this.#isContended = isContended;
  }

  charge(operations: number): void {
    if (this.#isContended()) this.tokens -= operations;
  }
}

/**
 * Limits operations a second and requests in flight for each client, and requests in flight over all clients.
 * rate-limiter-flexible does not fit: in memory it keeps every key seen within a window, each with a timer, so that a
 * flood of addresses becomes a flood of memory.
 */
export class TrafficLimiter {
  readonly #limits: TrafficLimits;
  readonly #now: () => number;
  readonly #clients = new LRUCache<string, ClientBucket>({ max: MAX_CLIENTS });
  readonly #isBusy: () => boolean;
  #inFlightTotal = 0;
  #latest: ClientBucket | undefined;
  /** When a request last came from another client than the one before it. */
  #alternatedAt = Number.NEGATIVE_INFINITY;

  constructor({ limits, now = monotonic, isBusy = createLoopLoad() }: TrafficLimiterOptions) {
    this.#limits = limits;
    this.#now = now;
    this.#isBusy = isBusy;
  }

  /**
   * Counts a request of `clientName` until its response ends. Throws a request error when a limit is exceeded. The work that the
   * request turns out to be is charged to its `rate` while this process is busy with several clients, so that a client with
   * large operations makes room for the others. A client alone has all of the process.
   */
  admit(clientName: string, state: Pick<RequestState, 'req' | 'res' | 'rate'>): void {
    const { req, res } = state;
    const { concurrentPerClient, operationsPerSecond, concurrentInTotal } = this.#limits;
    if (concurrentInTotal > 0 && this.#inFlightTotal >= concurrentInTotal)
      throw tooMuch('OVERLOADED', 'This server has too many requests in flight.', 1);
    const client = this.#clientNamed(clientName);
    if (client !== this.#latest) {
      if (this.#latest !== undefined) this.#alternatedAt = this.#now();
      this.#latest = client;
    }
    if (concurrentPerClient > 0 && client.inFlight >= concurrentPerClient)
      throw tooMuch(
        'RATE_LIMITED',
        `A client may have at most ${concurrentPerClient} requests in flight.`,
        1,
      );
    if (operationsPerSecond > 0) {
      this.#takeToken(client);
      state.rate = client;
    }
    if (hasResponseEnded(req, res)) return;
    client.inFlight += 1;
    this.#inFlightTotal += 1;
    onResponseEnd(req, res, () => {
      client.inFlight -= 1;
      this.#inFlightTotal -= 1;
    });
  }

  readonly #isContended = (): boolean => this.#now() - this.#alternatedAt < TOGETHER_MS && this.#isBusy();

  #clientNamed(name: string): ClientBucket {
    let client = this.#clients.get(name);
    if (client === undefined) {
      client = new ClientBucket(this.#limits.operationsPerSecond, this.#now(), this.#isContended);
      this.#clients.set(name, client);
    }
    return client;
  }

  #takeToken(client: ClientBucket): void {
    const { operationsPerSecond } = this.#limits;
    const at = this.#now();
    const earned = ((at - client.filledAt) / 1000) * operationsPerSecond;
    const least = -MAX_PAUSE_SECONDS * operationsPerSecond;
    client.tokens = Math.min(operationsPerSecond, Math.max(client.tokens, least) + earned);
    client.filledAt = at;
    if (client.tokens < 1) {
      const seconds = Math.ceil((1 - client.tokens) / operationsPerSecond);
      throw tooMuch(
        'RATE_LIMITED',
        `A client may send ${operationsPerSecond} operations a second; large ones count more than once.`,
        seconds,
      );
    }
    client.tokens -= 1;
  }
}

const monotonic = (): number => performance.now();

const tooMuch = (code: 'RATE_LIMITED' | 'OVERLOADED', message: string, seconds: number): Error =>
  requestError(code, `${message} Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
    details: { retryAfterSeconds: seconds },
  });
