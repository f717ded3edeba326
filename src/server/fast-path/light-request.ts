import type { IncomingMessage } from 'node:http';

/**
 * As much of a web `Request` as plugins and Yoga read of a POST. The full one costs more than all that is done with it.
 * It has no `signal`: whoever has to know when the client has gone asks a `LaneClient`.
 */
export class LightRequest {
  readonly method = 'POST';
  readonly url = 'http://localhost/graphql';
  readonly headers: LightHeaders;

  constructor({ headers }: IncomingMessage) {
    this.headers = new LightHeaders(headers);
  }
}

class LightHeaders {
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
