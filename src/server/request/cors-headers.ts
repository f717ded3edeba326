/**
 * Headers that prove a GET was not sent by another site's page: a browser sends a preflight request before it sends
 * one of them across sites. The documentation recommends the first; Apollo's and Yoga's clients send the others.
 */
export const PREFLIGHT_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-graphql-yoga-csrf',
  'x-requested-with',
] as const;

/** The CORS headers of a response to a page of `origin`; `null` for a request without an `origin` header. */
export type CorsHeaders = (origin: string | null) => readonly (readonly [string, string])[];

const VARY = ['vary', 'Origin'] as const;
const EXPOSE = ['access-control-expose-headers', 'x-request-id, retry-after'] as const;

/** `allowedOrigins` are origins such as `https://app.example.com`: scheme, host and port, compared exactly. */
export function createCorsHeaders(allowedOrigins: readonly string[]): CorsHeaders {
  const allowed = new Set(allowedOrigins);
  return (origin) => {
    if (allowed.size === 0) return [];
    if (origin === null || !allowed.has(origin)) return [VARY];
    return [VARY, ['access-control-allow-origin', origin], EXPOSE];
  };
}
