import type { IncomingMessage, ServerResponse } from 'node:http';

/** The client closed its connection before it had the response. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** A signal of one request, aborted when its client has disconnected or `milliseconds` are over. */
export interface ClientSignal {
  readonly signal: AbortSignal;
  /** Aborts the signal with a reason of the server's own. */
  abort(reason: unknown): void;
  /** Takes the listeners off. */
  stop(): void;
}

/**
 * Watches the response and the socket below it: Node emits `close` on a response only while it holds the socket, which
 * a pipelined request's response does not until the responses before it are sent.
 */
export function watchClient(request: IncomingMessage, response: ServerResponse): ClientSignal {
  const controller = new AbortController();
  const { socket } = request;
  const onClose = (): void => {
    if (!response.writableFinished) controller.abort(new ClientGone('The client has gone'));
  };
  response.on('close', onClose);
  socket.on('close', onClose);
  if (socket.destroyed) onClose();
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    stop: () => {
      response.off('close', onClose);
      socket.off('close', onClose);
    },
  };
}
