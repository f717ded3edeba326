import { randomUUID } from 'node:crypto';
import { RequestLocal } from './request-local.ts';

/** What an id that comes with a request must look like to be kept. */
const ACCEPTED = /^[\w-]{8,64}$/;

/** The ids of requests: the `x-request-id` they came with when it is a harmless one, else a new one. */
export class RequestIds {
  readonly #ids = new RequestLocal<string>();

  of(request: Request): string {
    const known = this.#ids.get(request);
    if (known !== undefined) return known;
    const sent = request.headers.get('x-request-id');
    const id = sent !== null && ACCEPTED.test(sent) ? sent : randomUUID();
    this.#ids.set(request, id);
    return id;
  }
}
