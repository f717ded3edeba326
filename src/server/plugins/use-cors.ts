import { type CorsHeaders, PREFLIGHT_HEADERS } from '../request/cors-headers.ts';
import type { ServerPlugin } from '../request/server-context.ts';
import type { ServerRequest } from '../request/server-request.ts';

const ALLOWED_HEADERS = ['content-type', 'authorization', 'x-request-id', ...PREFLIGHT_HEADERS].join(', ');

/**
 * Lets pages of the allowed origins query the graph, and no others. Credentials are never allowed, because tokens
 * travel in a header and not in a cookie. Yoga's own CORS responds to every origin with the one it knows, or with
 * `null`, which is the origin of a sandboxed frame.
 */
export function useCors(corsHeaders: CorsHeaders): ServerPlugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'OPTIONS') return;
      endResponse(new fetchAPI.Response(null, { status: 204, headers: preflightHeaders(request) }));
    },
    onResponse({ request, response }) {
      for (const [name, value] of corsHeaders(request.headers.get('origin'))) {
        if (name === 'vary') response.headers.append(name, value);
        else response.headers.set(name, value);
      }
    },
  };

  function preflightHeaders(request: ServerRequest): Record<string, string> {
    const allow = { allow: 'GET, HEAD, POST, OPTIONS' };
    const isAllowed = corsHeaders(request.headers.get('origin')).length > 1; // more than the `vary` header
    if (!isAllowed) return allow;
    return {
      ...allow,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '7200',
    };
  }
}
