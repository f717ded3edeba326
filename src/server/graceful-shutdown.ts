import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { onResponseEnd } from './request/response-end.ts';

export interface ShutdownOptions {
  /** Milliseconds during which new requests are still accepted, from clients that do not know of the shutdown yet. */
  readonly graceMs: number;
  /** Milliseconds after which the requests in flight are aborted. */
  readonly timeoutMs: number;
}

const POLL_MS = 50;

/** Counts a server's requests in flight, so that it stops without losing one. Create it before the server listens. */
export class GracefulShutdown {
  readonly #server: Server;
  #inFlight = 0;

  constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      this.#inFlight += 1;
      onResponseEnd(request, response, () => {
        this.#inFlight -= 1;
      });
    });
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Accepts requests for `graceMs`, then no more, lets those in flight finish, and closes every connection. Resolves to
   * the number of requests that were aborted after `timeoutMs`.
   */
  async stop({ graceMs, timeoutMs }: ShutdownOptions): Promise<number> {
    const until = performance.now() + timeoutMs;
    await delay(Math.min(graceMs, timeoutMs));
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    while (this.#inFlight > 0 && performance.now() < until) {
      this.#server.closeIdleConnections();
      await delay(POLL_MS);
    }
    const aborted = this.#inFlight;
    this.#server.closeAllConnections();
    await closed;
    return aborted;
  }
}
