import type { IncomingMessage, ServerResponse } from 'node:http';
import { onLost } from './lane-client.ts';

/**
 * As much of a web `Request` as plugins and Yoga read of a POST, each part made when it is asked for. The full one costs
 * more than all that is done with it.
 */
export class LaneRequest {
  readonly method = 'POST';
  readonly url = 'http://localhost/graphql';
  readonly headers: LaneHeaders;
  readonly #response: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor({ headers }: IncomingMessage, response: ServerResponse) {
    this.headers = new LaneHeaders(headers);
    this.#response = response;
  }

  /** Aborted when the connection is closed before the answer has been sent. For Yoga: resolvers have that of a `LaneClient`. */
  get signal(): AbortSignal {
    this.#signal ??= abortedWithout(this.#response);
    return this.#signal;
  }
}

function abortedWithout(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  onLost(response, () => controller.abort());
  return controller.signal;
}

class LaneHeaders {
  readonly #headers: IncomingMessage['headers'];

  constructor(headers: IncomingMessage['headers']) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name.toLowerCase()];
    return value === undefined ? null : String(value);
  }

  has(name: string): boolean {
    return this.#headers[name.toLowerCase()] !== undefined;
  }
}
