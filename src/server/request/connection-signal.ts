import type { ServerResponse } from 'node:http';
import { type AbortSignalLike, LightAbortController } from '../../domain/abort-signal.ts';
import type { ClientConnection } from './subscription-lifetime.ts';

/** The client's connection, seen through the response. The signal is created on first use only. */
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

/** Aborted when the connection closes before the response has been sent. */
function abortOnClose(response: ServerResponse): LightAbortController {
  const controller = new LightAbortController();
  const onClose = (): void => {
    if (!response.writableFinished)
      controller.abort(new DOMException('The client has closed the connection', 'AbortError'));
  };
  if (response.closed) onClose();
  else response.on('close', onClose);
  return controller;
}
