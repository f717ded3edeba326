import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Listener = () => void;

/** The listeners of one response, which run once. */
class ResponseEnd {
  #response: ServerResponse | null;
  readonly #listeners: Listener[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  add(listener: Listener): void {
    this.#listeners.push(listener);
  }

  run(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }

  /**
   * Runs the listeners, and lets go of the response. A set that has outgrown its table leaves it to the collection of old objects,
   * which is rare, and the table keeps what it held until then.
   */
  onResponseClosed(): void {
    this.run();
    this.#response = null;
  }

  /** Runs the listeners, and tells libraries that listen to the response itself what Node does not tell them. */
  onSocketClosed(): void {
    this.run();
    const response = this.#response;
    if (response?.socket === null && !response.closed) response.emit('close');
  }
}

const END = Symbol('the end of a response');
const OPEN = Symbol('the responses that a socket owes');

type WatchedResponse = ServerResponse & { [END]?: ResponseEnd };
type WatchedSocket = Socket & { [OPEN]?: Set<ResponseEnd> };

/**
 * Calls `listener` once: when the response has been sent, or when its connection has closed, whichever is first; at once
 * when either has happened. Node emits `close` on a response only while it holds the socket, which the response to a
 * pipelined request does not before every earlier response has been sent, so the socket is watched as well. The socket
 * has one listener however many requests it carries. `listener` must not throw.
 */
export function onResponseEnd(
  { socket }: Pick<IncomingMessage, 'socket'>,
  response: ServerResponse,
  listener: Listener,
): void {
  if (hasResponseEnded({ socket }, response)) {
    listener();
    return;
  }
  const watched: WatchedResponse = response;
  watched[END] ??= watch(socket, response);
  watched[END].add(listener);
}

/** Whether the response has been sent, or can no longer be sent. */
export const hasResponseEnded = (
  { socket }: Pick<IncomingMessage, 'socket'>,
  response: ServerResponse,
): boolean => response.closed || socket.closed;

function watch(socket: Socket, response: ServerResponse): ResponseEnd {
  const end = new ResponseEnd(response);
  const open = openResponsesOf(socket);
  open.add(end);
  response.on('close', () => {
    open.delete(end);
    end.onResponseClosed();
  });
  return end;
}

function openResponsesOf(socket: WatchedSocket): Set<ResponseEnd> {
  if (socket[OPEN] !== undefined) return socket[OPEN];
  const open = new Set<ResponseEnd>();
  socket[OPEN] = open;
  socket.on('close', () => {
    for (const end of open) end.onSocketClosed();
    open.clear();
  });
  return open;
}
