import type { GraphiQLOptions } from 'graphql-yoga';

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

/** Four lines that come together in one: drawn here, because the page may fetch nothing. */
const ICON = `\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">\
<rect width="32" height="32" rx="7" fill="#1f2a44"/>\
<g fill="none" stroke="#7dd3fc" stroke-width="2">\
<path d="M8 6C18 6 14 16 24 16M8 12.7C15 12.7 15 16 24 16M8 19.3C15 19.3 15 16 24 16M8 26C18 26 14 16 24 16"/></g>\
<g fill="#fff"><circle cx="8" cy="6" r="2.4"/><circle cx="8" cy="12.7" r="2.4"/><circle cx="8" cy="19.3" r="2.4"/>\
<circle cx="8" cy="26" r="2.4"/></g><circle cx="24" cy="16" r="4" fill="#f59e0b"/></svg>`;

/**
 * On a first visit GraphiQL 5 moves a tab away while it is pressed, so that the pointer lets go of another one and
 * the click is lost. Here tabs stay where they are.
 */
const TABS_STAY = '<style>.graphiql-tab{transform:none!important}</style>';

/**
 * What GraphiQL opens with. It remembers a visitor's own tabs; these are for the first visit. An address that names a
 * query opens that one; any other opens the first tab, for without a query GraphiQL 5 adds an empty tab on the second
 * visit and drops every tab on the third.
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
