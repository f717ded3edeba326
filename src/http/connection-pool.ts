import type { Dispatcher } from 'undici';
import { Connection } from './connection.ts';
import { createConnector } from './connector.ts';
import { PooledResponse } from './pooled-response.ts';

/** The callbacks of one request. The first of them to be called is called once; `onError` may also follow `onResponse`. */
export interface PoolListener {
  /** The head of the response has arrived. `response` streams the body as it was sent, compressed or not. */
  onResponse(response: PooledResponse): void;
  /** The server switched protocols with status 101. The connection has been closed. */
  onUpgrade(): void;
  /** No response will arrive, or not all of it. The response, if there is one, has been destroyed without an error. */
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
  /** Closes all connections. Requests in flight, waiting or sent later fail. */
  close(): void;
}

/** The pool was closed before the request was sent. */
class PoolClosed extends Error {
  override readonly name = 'PoolClosed';
}

/**
 * At most `maxSockets` connections at once to the server of `baseUrl`; requests beyond them wait in order. undici sends
 * the requests: the same request through `node:http` costs more than twice the CPU time. Each connection is a client of
 * its own, because undici's `Pool` opens a new connection in place of each one that an abort has closed.
 */
export function createConnectionPool(
  baseUrl: string,
  maxSockets: number,
  connector = createConnector(),
): ConnectionPool {
  const { origin } = new URL(baseUrl);
  const idle: Connection[] = [];
  const open = new Set<Connection>();
  const waiting: PooledRequest[] = [];
  let isClosed = false;

  const connect = (): Connection => {
    const connection = new Connection(origin, connector);
    open.add(connection);
    return connection;
  };
  const send = (pooled: PooledRequest, connection: Connection): void => {
    pooled.connection = connection;
    connection.dispatch(pooled.options, pooled);
  };
  const release = (connection: Connection, isReusable: boolean): void => {
    if (!isReusable) {
      open.delete(connection);
      connection.destroy();
    }
    if (isClosed) return;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (next.isOver) continue;
      send(next, isReusable ? connection : connect());
      return;
    }
    if (isReusable) idle.push(connection);
  };
  return {
    send(request, listener) {
      const pooled = new PooledRequest(request, listener, release);
      if (isClosed) {
        queueMicrotask(() => pooled.fail(new PoolClosed()));
        return pooled;
      }
      const connection = idle.pop() ?? (open.size < maxSockets ? connect() : undefined);
      if (connection === undefined) waiting.push(pooled);
      else send(pooled, connection);
      return pooled;
    },
    close: () => {
      isClosed = true;
      for (const connection of open) connection.destroy();
      open.clear();
      idle.length = 0;
      for (const pooled of waiting.splice(0)) pooled.fail(new PoolClosed());
    },
  };
}

/** Frees the connection of a request that is over; a connection that is not reusable is closed. */
type Release = (connection: Connection, isReusable: boolean) => void;

/** One request on one connection: passes undici's events to the listener, and frees the connection at the end. */
class PooledRequest implements Dispatcher.DispatchHandler, PendingRequest {
  readonly options: Dispatcher.DispatchOptions;
  connection: Connection | null = null;
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
    this.#response?.finish();
    this.#end(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(error: Error): void {
    if (this.isOver) return;
    this.#end(false);
    // an error passed to `destroy` would be thrown where got does not listen to the response, but to its decompression
    this.#response?.destroy();
    if (error.message === BAD_UPGRADE) this.#listener.onUpgrade();
    else this.#listener.onError(error);
  }

  #end(isReusable: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.connection !== null) this.#release(this.connection, isReusable);
  }
}

/** The message of undici's error for a response with status 101 to a request that did not ask for an upgrade. */
const BAD_UPGRADE = 'bad upgrade';
