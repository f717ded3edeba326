import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** One request as it arrived, and its raw socket. */
export interface HostileRequest {
  /** The path, exactly as sent. */
  readonly url: string;
  /** The last segment of the path, unescaped. */
  readonly callId: string;
  /** Header names are in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly socket: Socket;
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  /** Whether no other request has come over the same connection since. */
  isLatest(): boolean;
  /** Marks the response as complete: the connection is free for another request. */
  finish(): void;
}

/** Handles one request, well or badly. */
export type Behave = (request: HostileRequest) => void;

/** A server that writes exactly the bytes that the test provides, and counts every request. */
export interface HostileServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly requests: readonly HostileRequest[];
  readonly openSockets: number;
  readonly acceptedSockets: number;
  /** Longest continuous time with more than `bound` requests in flight, in milliseconds. */
  readonly longestOverBoundMs: number;
  /** Forgets all requests so far, to bound the memory of long runs. */
  forget(): void;
  /** Refuses connections, as if the process were gone, until `listenAgain`. */
  refuse(): Promise<void>;
  listenAgain(): Promise<void>;
  close(): Promise<void>;
}

const END_OF_HEAD = '\r\n\r\n';

/** Starts on a free loopback port. `bound` is the client's promised maximum of concurrent requests. */
export async function startHostileServer(
  behave: Behave,
  { bound = Number.POSITIVE_INFINITY } = {},
): Promise<HostileServer> {
  let port = 0;
  const requests: HostileRequest[] = [];
  const sockets = new Set<Socket>();
  const load = new LoadWatch(bound);
  let acceptedSockets = 0;
  const latest = new WeakMap<Socket, HostileRequest>();

  const onRequest = (socket: Socket, head: string): void => {
    let isInFlight = true;
    const finish = (): void => {
      if (isInFlight) load.change(-1);
      isInFlight = false;
    };
    load.change(1);
    socket.once('close', finish);
    const request: HostileRequest = {
      ...readRequest(head),
      socket,
      isLatest: () => latest.get(socket) === request,
      finish: () => {
        socket.off('close', finish);
        finish();
      },
    };
    latest.set(socket, request);
    requests.push(request);
    behave(request);
  };
  const server: Server = createServer((socket) => {
    acceptedSockets += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // resets are expected here
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let end = received.indexOf(END_OF_HEAD); end >= 0; end = received.indexOf(END_OF_HEAD)) {
        const head = received.slice(0, end);
        received = received.slice(end + END_OF_HEAD.length);
        onRequest(socket, head);
      }
    });
  });
  const listen = async (): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
    port = (server.address() as AddressInfo).port;
  };
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get openSockets() {
      return sockets.size;
    },
    get acceptedSockets() {
      return acceptedSockets;
    },
    get longestOverBoundMs() {
      return load.longestOverBoundMs;
    },
    forget: () => {
      requests.length = 0;
    },
    refuse: shut,
    listenAgain: listen,
    close: shut,
  };
}

function readRequest(head: string): Pick<HostileRequest, 'url' | 'callId' | 'headers' | 'at'> {
  const [start = '', ...lines] = head.split('\r\n');
  const url = start.split(' ')[1] ?? '';
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const callId = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
  return { url, callId, headers, at: Date.now() };
}

/** Counts requests in flight, and measures how long there were too many. */
class LoadWatch {
  readonly #bound: number;
  inFlight = 0;
  #overSince: number | null = null;
  #longestMs = 0;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get longestOverBoundMs(): number {
    const now = this.#overSince === null ? 0 : performance.now() - this.#overSince;
    return Math.max(this.#longestMs, now);
  }

  change(by: 1 | -1): void {
    this.inFlight += by;
    const isOver = this.inFlight > this.#bound;
    if (isOver && this.#overSince === null) this.#overSince = performance.now();
    if (isOver || this.#overSince === null) return;
    this.#longestMs = Math.max(this.#longestMs, performance.now() - this.#overSince);
    this.#overSince = null;
  }
}

/** Resolves once `isTrue`, or rejects with `what` after `withinMs`. */
export async function until(what: string, isTrue: () => boolean, withinMs = 5_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`Still false after ${withinMs} ms: ${what}`);
    await delay(10);
  }
}
