import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Any one of these on a GET shows that no other site’s page sent it: a browser asks permission before it sends them
 * across sites. The first is ours to recommend; the others are what Apollo’s and Yoga’s clients send.
 */
export const PREFLIGHT_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-graphql-yoga-csrf',
  'x-requested-with',
] as const;

/**
 * Refuses what a page of another site could send without asking: a GET without one of `PREFLIGHT_HEADERS`. A POST
 * needs no check, for its content type has to be `application/json`, which browsers ask about. The library for this
 * gives its refusal no code, and takes any content type that it does not know for a safe one.
 */
export function useCsrfPrevention(): ServerPlugin {
  return {
    onRequestParse({ request }) {
      if (request.method !== 'GET' || isIntended(request.headers)) return;
      throw requestError(
        'CSRF_REFUSED',
        `A GET needs the header ${PREFLIGHT_HEADERS[0]}, with any value; or use POST.`,
      );
    },
  };
}

/** Pages cannot set `sec-fetch-site`: what it says comes from the browser. */
const isIntended = (headers: Headers): boolean =>
  headers.get('sec-fetch-site') === 'same-origin' ||
  headers.get('content-type')?.toLowerCase().startsWith('application/json') === true ||
  PREFLIGHT_HEADERS.some((name) => headers.has(name));
