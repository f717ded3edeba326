import type { ServerPlugin } from './server-plugin.ts';
import { PREFLIGHT_HEADERS } from './use-csrf-prevention.ts';

const ALLOWED_HEADERS = ['content-type', 'authorization', 'x-request-id', ...PREFLIGHT_HEADERS].join(', ');
const EXPOSED_HEADERS = 'x-request-id, retry-after';

/**
 * Lets pages of `allowedOrigins` ask the graph, and no others. An origin is `https://app.example.com`: scheme, host
 * and port, compared exactly. Credentials are never allowed, for tokens travel in a header and not in a cookie. Yoga’s
 * own CORS answers every origin with the one it knows, or with `null`, which is the origin of a sandboxed frame.
 */
export function useCors({ allowedOrigins }: { readonly allowedOrigins: readonly string[] }): ServerPlugin {
  const allowed = new Set(allowedOrigins);
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'OPTIONS') return;
      endResponse(new fetchAPI.Response(null, { status: 204, headers: preflight(request) }));
    },
    onResponse({ request, response }) {
      if (allowed.size === 0) return;
      response.headers.append('vary', 'Origin');
      const origin = request.headers.get('origin');
      if (origin === null || !allowed.has(origin)) return;
      response.headers.set('access-control-allow-origin', origin);
      response.headers.set('access-control-expose-headers', EXPOSED_HEADERS);
    },
  };

  function preflight(request: Request): Record<string, string> {
    const allow = { allow: 'GET, HEAD, POST, OPTIONS' };
    const origin = request.headers.get('origin');
    if (origin === null || !allowed.has(origin)) return allow;
    return {
      ...allow,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '7200',
    };
  }
}
