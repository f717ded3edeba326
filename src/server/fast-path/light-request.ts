import type { IncomingMessage } from 'node:http';
import type { ServerRequest } from '../request/server-request.ts';

/**
 * The part of a web `Request` that plugins and Yoga read of a POST. Creating a full one costs more than serving the
 * request does. It has no `signal`: `RequestState.connection` tells when the client has disconnected.
 */
export class LightRequest implements ServerRequest {
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
