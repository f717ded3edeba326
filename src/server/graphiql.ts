import type { GraphiQLOptions } from 'graphql-yoga';

const WELCOME = `# Switchboard: one graph over the calls of every provider that this server has a key for.
# Hover over a field for its meaning and unit; Ctrl-Space completes; Ctrl-Enter runs.
query Providers {
  providers {
    provider
    name
    configured
    healthy
  }
}
`;

/** What GraphiQL opens with. It remembers a visitor's own tabs; these are for the first visit. */
export const graphiqlOptions = (tabs: readonly { readonly query: string }[]): GraphiQLOptions => ({
  title: 'Switchboard',
  defaultTabs: (tabs.length > 0 ? tabs : [{ query: WELCOME }]).map(({ query }) => ({ query, headers: null })),
  shouldPersistHeaders: false,
  schemaDescription: true,
});
