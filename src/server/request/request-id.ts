import { randomUUID } from 'node:crypto';

/** The form that an id sent by a client must have to be kept. */
const ACCEPTED = /^[\w-]{8,64}$/;

/** The request's id: the `x-request-id` that was sent if it is harmless, else a new one. */
export const requestIdFrom = (sent: string | readonly string[] | undefined): string =>
  typeof sent === 'string' && ACCEPTED.test(sent) ? sent : randomUUID();
