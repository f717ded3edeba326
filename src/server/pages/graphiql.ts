import type { GraphiQLOptions } from 'graphql-yoga';
import { ICON } from './icon.ts';
import { PAGE_HEADERS } from './page-headers.ts';

/**
 * Allows what GraphiQL needs to work offline, and no more: its script and style are inline, its editor's workers are
 * blobs, and it may connect to this server only.
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

export const GRAPHIQL_HEADERS = { ...PAGE_HEADERS, 'content-security-policy': CONTENT_SECURITY_POLICY };

const WELCOME = `\
# Every provider that this graph knows, and whether this
# server has a key for it. Hover over a field for its
# meaning; Ctrl-Space completes; Ctrl-Enter runs.
query Providers {
  providers {
    provider
    name
    configured
    healthy
  }
}
`;

/**
 * Keeps tabs in place. On a first visit GraphiQL 5 moves a tab while it is pressed, so that the pointer is released
 * over another tab and the click is lost.
 */
const TABS_STAY = '<style>.graphiql-tab{transform:none!important}</style>';

/**
 * GraphiQL's options. It remembers a visitor's own tabs; `tabs` are for the first visit. A URL that contains a query
 * opens that query. Any other URL opens the first tab, because without a query GraphiQL 5 adds an empty tab on the
 * second visit and drops every tab on the third.
 */
export function graphiqlOptions(
  tabs: readonly { readonly query: string }[],
  request?: { readonly url: string },
): GraphiQLOptions {
  const queries = tabs.length > 0 ? tabs.map(({ query }) => query) : [WELCOME];
  const namesQuery = request !== undefined && new URL(request.url).searchParams.has('query');
  return {
    title: 'Switchboard',
    favicon: `data:image/svg+xml,${encodeURIComponent(ICON)}`,
    logo: `${TABS_STAY}<span style="width:28px;display:flex">${ICON}</span>`,
    defaultTabs: queries.map((query) => ({ query, headers: null })),
    defaultEditorToolsVisibility: false,
    shouldPersistHeaders: false,
    schemaDescription: true,
    ...(namesQuery ? {} : { query: queries[0] }),
  };
}
