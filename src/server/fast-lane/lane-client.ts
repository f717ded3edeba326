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

function cancelledWithout(response: ServerResponse): Canceller {
  const canceller = new Canceller();
  onLost(response, () => canceller.abort(new DOMException('The client has gone', 'AbortError')));
  return canceller;
}

/** Tells when the connection is closed before the response has been sent. */
export function onLost(response: ServerResponse, tell: () => void): void {
  const onClose = (): void => {
    if (!response.writableFinished) tell();
  };
  if (response.closed) onClose();
  else response.on('close', onClose);
}
