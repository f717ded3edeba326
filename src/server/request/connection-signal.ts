import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AbortSignalLike, LightAbortController } from '../../domain/abort-signal.ts';
import { onResponseEnd } from './response-end.ts';
import type { ClientConnection } from './subscription-lifetime.ts';

/** The client's connection, seen through one request on it. The signal is created on first use only. */
export class ConnectionSignal implements ClientConnection {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #signal: LightAbortController | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  get signal(): AbortSignalLike {
    return this.#abortable();
  }

  callOff(): void {
    this.#abortable().abort(new DOMException('The response is rejected', 'AbortError'));
  }

  #abortable(): LightAbortController {
    this.#signal ??= abortOnClose(this.#request, this.#response);
    return this.#signal;
  }
}

/** Aborted when the connection closes before the response has been sent. */
function abortOnClose(request: IncomingMessage, response: ServerResponse): LightAbortController {
  const controller = new LightAbortController();
  onResponseEnd(request, response, () => {
    if (!response.writableFinished)
      controller.abort(new DOMException('The client has closed the connection', 'AbortError'));
  });
  return controller;
}
