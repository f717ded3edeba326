import type { ServerResponse } from 'node:http';
import { type AbortSignalLike, LightAbortController } from '../../domain/abort-signal.ts';
import type { ClientConnection } from '../request/subscription-lifetime.ts';

/** Whoever waits for a response. */
export class ConnectionSignal implements ClientConnection {
  readonly #response: ServerResponse;
  #signal: LightAbortController | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get signal(): AbortSignalLike {
    this.#signal ??= abortOnClose(this.#response);
    return this.#signal;
  }
}

/** Aborted when the connection is closed before the response has been sent. */
function abortOnClose(response: ServerResponse): LightAbortController {
  const controller = new LightAbortController();
  const onClose = (): void => {
    if (!response.writableFinished) controller.abort(new DOMException('The client has gone', 'AbortError'));
  };
  if (response.closed) onClose();
  else response.on('close', onClose);
  return controller;
}
