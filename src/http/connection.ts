import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { Connector } from './connector.ts';

/** Idle connections are closed after this time, unless the server names a shorter one. */
const KEEP_ALIVE_MS = 60_000;

/**
 * A place for one connection to one server: it connects for the first request, and again after the server has closed an
 * idle connection. One request at a time.
 */
export class Connection {
  readonly #client: Client;
  #connecting: Socket | null = null;

  constructor(origin: string, connector: Connector) {
    this.#client = new Client(origin, {
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // Each attempt has a time limit of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => {
        this.#connecting = connector(options, (...result) => {
          this.#connecting = null;
          callback(...result);
        });
      },
    });
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(options, handler);
  }

  /** Closes the socket, also one that is still being connected: undici would leave that one to the system's time limit. */
  destroy(): void {
    this.#client.destroy().catch(() => {});
    this.#connecting?.destroy();
  }
}
