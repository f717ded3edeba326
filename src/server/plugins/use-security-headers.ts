import { PAGE_HEADERS } from '../pages/page-headers.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * What GraphiQL needs to work offline and no more: its script and style stand in the page, its editor’s workers are
 * blobs, and it may speak to this server only.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  "connect-src 'self'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const GRAPHIQL_HEADERS = { ...PAGE_HEADERS, 'content-security-policy': CONTENT_SECURITY_POLICY };

/** Tells browsers and caches how to treat what comes from here: nothing is kept, guessed at, framed or sent on. */
export function useSecurityHeaders(): ServerPlugin {
  return {
    onResponse({ response: { headers } }) {
      headers.set('x-content-type-options', 'nosniff');
      headers.set('cache-control', 'no-store');
      if (headers.get('content-type')?.startsWith('text/html') !== true) return;
      for (const [name, value] of Object.entries(GRAPHIQL_HEADERS)) headers.set(name, value);
    },
  };
}
