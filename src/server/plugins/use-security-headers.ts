import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Tells browsers and caches to store no response and to guess no media type, and nginx to pass the events of a stream on
 * as they come. `pageHeaders` are added to pages, such as GraphiQL.
 */
export function useSecurityHeaders(pageHeaders: Readonly<Record<string, string>>): ServerPlugin {
  return {
    onResponse({ response: { headers } }) {
      headers.set('x-content-type-options', 'nosniff');
      headers.set('cache-control', 'no-store');
      const type = headers.get('content-type') ?? '';
      if (type.startsWith('text/event-stream')) headers.set('x-accel-buffering', 'no');
      if (!type.startsWith('text/html')) return;
      for (const [name, value] of Object.entries(pageHeaders)) headers.set(name, value);
    },
  };
}
