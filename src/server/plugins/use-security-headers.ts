import type { ServerPlugin } from '../request/server-context.ts';

/** Tells browsers and caches to store no response and to guess no media type. */
export function useSecurityHeaders(): ServerPlugin {
  return {
    onResponse({ response: { headers } }) {
      headers.set('x-content-type-options', 'nosniff');
      headers.set('cache-control', 'no-store');
    },
  };
}
