import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface DrainOptions {
  /** Milliseconds during which new requests are still taken, for those who have not heard yet. */
  readonly graceMs: number;
  /** Milliseconds after which what is still under way is cut off. */
  readonly timeoutMs: number;
}

const POLL_MS = 50;

/** Counts a server's requests, so that it can be stopped without losing one. Made before it listens. */
export class Drain {
  readonly #server: Server;
  #inFlight = 0;

  constructor(server: Server) {
    this.#server = server;
    server.on('request', (_request, response) => {
      this.#inFlight += 1;
      response.on('close', () => {
        this.#inFlight -= 1;
      });
    });
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Takes requests for a while longer, then no more, lets those under way finish, and closes every connection.
   * Resolves to the number of requests that had to be cut off because the time was up.
   */
  async stop({ graceMs, timeoutMs }: DrainOptions): Promise<number> {
    const until = performance.now() + timeoutMs;
    await delay(Math.min(graceMs, timeoutMs));
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    while (this.#inFlight > 0 && performance.now() < until) {
      this.#server.closeIdleConnections();
      await delay(POLL_MS);
    }
    const cutOff = this.#inFlight;
    this.#server.closeAllConnections();
    await closed;
    return cutOff;
  }
}
