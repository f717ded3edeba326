import { PREFLIGHT_HEADERS } from './cors-headers.ts';
import { requestError } from './request-error.ts';
import type { ServerRequest } from './server-request.ts';

/**
 * Rejects a request that another site's page could send without a preflight: a GET without one of `PREFLIGHT_HEADERS`.
 * A POST needs no check, because its content type has to be `application/json`, which triggers a preflight. The
 * library for this gives its error no code, and takes every content type that it does not know for a safe one.
 */
export function checkCsrf({ method, headers }: ServerRequest): void {
  if (method !== 'GET' || isIntended(headers)) return;
  throw requestError(
    'CSRF_REFUSED',
    `A GET needs the header ${PREFLIGHT_HEADERS[0]}, with any value. Send it, or use POST.`,
  );
}

/** Pages cannot set `sec-fetch-site`: its value comes from the browser. */
const isIntended = (headers: ServerRequest['headers']): boolean =>
  headers.get('sec-fetch-site') === 'same-origin' ||
  headers.get('content-type')?.toLowerCase().startsWith('application/json') === true ||
  PREFLIGHT_HEADERS.some((name) => headers.has(name));
