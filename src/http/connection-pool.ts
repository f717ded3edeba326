import { Client, type Dispatcher } from 'undici';
import { PooledResponse } from './pooled-response.ts';

/** The callbacks of one request. */
export interface PoolListener {
  /** The head of the response has arrived. `response` streams the body as it was sent, compressed or not. */
  onResponse(response: PooledResponse): void;
  /** The server switched protocols with status 101. The connection has been closed. */
  onUpgrade(): void;
  /** The connection failed: no response will arrive, or not the rest of its body. */
  onError(error: Error): void;
  /** A connection stands and the request is written to it. */
  onSent(): void;
}

/** A request to the pool's server. */
export interface PoolRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
}

/** A request in flight. */
export interface PendingRequest {
  /** Closes the request's connection, or drops the request if it has none yet. No callback is called after this. */
  abort(): void;
}

/** Connections to one server, kept open between requests. */
export interface ConnectionPool {
  send(request: PoolRequest, listener: PoolListener): PendingRequest;
  close(): void;
}

/** Idle connections are closed after this time, unless the server names a shorter one. */
const KEEP_ALIVE_MS = 60_000;

/**
 * At most `maxSockets` connections at once to the server of `baseUrl`; requests beyond them wait in order. undici sends
 * the requests: the same request through `node:http` costs more than twice the CPU time. Each connection is a `Client`
 * of its own, because undici's `Pool` opens a new connection in place of each one that an abort has closed.
 */
export function createConnectionPool(baseUrl: string, maxSockets: number): ConnectionPool {
  const { origin } = new URL(baseUrl);
  const idle: Client[] = [];
  const open = new Set<Client>();
  const waiting: Exchange[] = [];

  const connect = (): Client => {
    const client = new Client(origin, CLIENT_OPTIONS);
    open.add(client);
    return client;
  };
  const send = (exchange: Exchange, client: Client): void => {
    exchange.client = client;
    client.dispatch(exchange.options, exchange);
  };
  /** Sends waiting requests: the first on `client`, if there is one, the others on new connections. */
  const sendWaiting = (client: Client | null): void => {
    let free = client;
    while (waiting.length > 0 && (free !== null || open.size < maxSockets)) {
      const next = waiting.shift();
      if (next === undefined || next.isOver) continue;
      send(next, free ?? connect());
      free = null;
    }
    if (free !== null) idle.push(free);
  };
  const release = (client: Client, isReusable: boolean): void => {
    if (!isReusable) {
      open.delete(client);
      client.destroy().catch(() => {});
    }
    sendWaiting(isReusable ? client : null);
  };
  return {
    send(request, listener) {
      const exchange = new Exchange(request, listener, release);
      const client = idle.pop() ?? (open.size < maxSockets ? connect() : undefined);
      if (client === undefined) waiting.push(exchange);
      else send(exchange, client);
      return exchange;
    },
    close: () => {
      for (const client of open) client.destroy().catch(() => {});
      open.clear();
      idle.length = 0;
    },
  };
}

const CLIENT_OPTIONS: Client.Options = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  // Each attempt has a time limit of its own.
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: { timeout: 0 },
};

/** Frees the connection of a request that is over; a connection that is not reusable is closed. */
type Release = (client: Client, isReusable: boolean) => void;

/** One request on one connection: passes undici's events to the listener, and frees the connection at the end. */
class Exchange implements Dispatcher.DispatchHandler, PendingRequest {
  readonly options: Dispatcher.DispatchOptions;
  client: Client | null = null;
  isOver = false;
  readonly #listener: PoolListener;
  readonly #release: Release;
  #response: PooledResponse | null = null;

  constructor(request: PoolRequest, listener: PoolListener, release: Release) {
    this.options = request as Dispatcher.DispatchOptions;
    this.#listener = listener;
    this.#release = release;
  }

  abort(): void {
    this.#end(false);
  }

  onRequestStart(): void {
    if (!this.isOver) this.#listener.onSent();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: PooledResponse['headers'],
  ): void {
    if (status < 200 || this.isOver) return; // an informational response: the final one is still to come
    this.#response = new PooledResponse(controller, status, headers, () => this.abort());
    this.#listener.onResponse(this.#response);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response?.push(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#response !== null) {
      this.#response.complete = true;
      this.#response.push(null);
    }
    this.#end(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.isOver) return;
    this.#end(false);
    if (error.message === BAD_UPGRADE) this.#listener.onUpgrade();
    else this.#listener.onError(error);
  }

  #end(isReusable: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.client !== null) this.#release(this.client, isReusable);
  }
}

/** How undici words the error of a response with status 101 to a request that did not ask for an upgrade. */
const BAD_UPGRADE = 'bad upgrade';
