import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Tells browsers and caches to store no response and to guess no media type, and nginx to pass the events of a stream on
 * as they come.
 */
export function useSecurityHeaders(): ServerPlugin {
  return {
    onResponse({ response: { headers } }) {
      headers.set('x-content-type-options', 'nosniff');
      headers.set('cache-control', 'no-store');
      const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (isStream) headers.set('x-accel-buffering', 'no');
    },
  };
}
