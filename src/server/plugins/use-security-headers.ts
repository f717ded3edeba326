import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Tells browsers and caches to store no response and to guess no media type. `pageHeaders` are added to pages, such as
 * GraphiQL.
 */
export function useSecurityHeaders(pageHeaders: Readonly<Record<string, string>>): ServerPlugin {
  return {
    onResponse({ response: { headers } }) {
      headers.set('x-content-type-options', 'nosniff');
      headers.set('cache-control', 'no-store');
      if (headers.get('content-type')?.startsWith('text/html') !== true) return;
      for (const [name, value] of Object.entries(pageHeaders)) headers.set(name, value);
    },
  };
}
