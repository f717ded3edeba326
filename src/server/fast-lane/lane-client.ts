import type { ServerResponse } from 'node:http';
import { type Cancellation, Canceller } from '../../domain/cancellation.ts';
import type { Client } from '../audience.ts';

/** Whoever waits for a response. */
export class LaneClient implements Client {
  readonly #response: ServerResponse;
  #signal: Canceller | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get signal(): Cancellation {
    this.#signal ??= cancelledWithout(this.#response);
    return this.#signal;
  }
}

/** Aborted when the connection is closed before the response has been sent. */
function cancelledWithout(response: ServerResponse): Canceller {
  const canceller = new Canceller();
  const onClose = (): void => {
    if (!response.writableFinished) canceller.abort(new DOMException('The client has gone', 'AbortError'));
  };
  if (response.closed) onClose();
  else response.on('close', onClose);
  return canceller;
}
