import type { GraphiQLOptions } from 'graphql-yoga';
import { ICON } from './icon.ts';

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
