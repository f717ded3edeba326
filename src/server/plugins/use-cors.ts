import type { ServerPlugin } from '../request/server-context.ts';
import { PREFLIGHT_HEADERS } from './use-csrf-prevention.ts';

const ALLOWED_HEADERS = ['content-type', 'authorization', 'x-request-id', ...PREFLIGHT_HEADERS].join(', ');
const EXPOSED_HEADERS = 'x-request-id, retry-after';

/** The headers of an answer to a page of `origin`; `null` for whoever names none. */
export type CorsHeaders = (origin: string | null) => readonly (readonly [string, string])[];

const VARY = ['vary', 'Origin'] as const;
const EXPOSE = ['access-control-expose-headers', EXPOSED_HEADERS] as const;

export function createCorsHeaders(allowedOrigins: readonly string[]): CorsHeaders {
  const allowed = new Set(allowedOrigins);
  return (origin) => {
    if (allowed.size === 0) return [];
    if (origin === null || !allowed.has(origin)) return [VARY];
    return [VARY, ['access-control-allow-origin', origin], EXPOSE];
  };
}

/**
 * Lets pages of `allowedOrigins` ask the graph, and no others. An origin is `https://app.example.com`: scheme, host
 * and port, compared exactly. Credentials are never allowed, for tokens travel in a header and not in a cookie. Yoga’s
 * own CORS answers every origin with the one it knows, or with `null`, which is the origin of a sandboxed frame.
 */
export function useCors(corsHeaders: CorsHeaders): ServerPlugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'OPTIONS') return;
      endResponse(new fetchAPI.Response(null, { status: 204, headers: preflight(request) }));
    },
    onResponse({ request, response }) {
      for (const [name, value] of corsHeaders(request.headers.get('origin'))) {
        if (name === 'vary') response.headers.append(name, value);
        else response.headers.set(name, value);
      }
    },
  };

  function preflight(request: Request): Record<string, string> {
    const allow = { allow: 'GET, HEAD, POST, OPTIONS' };
    const isAllowed = corsHeaders(request.headers.get('origin')).length > 1; // not only that it depends
    if (!isAllowed) return allow;
    return {
      ...allow,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '7200',
    };
  }
}
