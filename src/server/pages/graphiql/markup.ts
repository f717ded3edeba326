import type { GraphiQLOptions } from 'graphql-yoga';
import { ICON } from '../icon.ts';

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

/** GraphiQL's options. It remembers a visitor's own tabs; `tabs` are for the first visit. */
function graphiqlOptions(tabs: readonly { readonly query: string }[]): GraphiQLOptions {
  const queries = tabs.length > 0 ? tabs.map(({ query }) => query) : [WELCOME];
  return {
    title: 'Switchboard',
    logo: `<span style="width:28px;display:flex">${ICON}</span>`,
    defaultTabs: queries.map((query) => ({ query, headers: null })),
    defaultEditorToolsVisibility: false,
    shouldPersistHeaders: false,
    schemaDescription: true,
  };
}

/** GraphiQL's page, without any script or style of its own. `pathOf` finds the path of one of GraphiQL's files. */
export function renderGraphiql(
  tabs: readonly { readonly query: string }[],
  pathOf: (part: string) => string,
): string {
  const page = {
    options: graphiqlOptions(tabs),
    workers: {
      editorWorkerService: pathOf('editor-worker.js'),
      graphql: pathOf('graphql-worker.js'),
      json: pathOf('json-worker.js'),
    },
  };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Switchboard</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<link rel="stylesheet" href="${pathOf('graphiql.css')}">
<script id="page" type="application/json">${JSON.stringify(page).replaceAll('<', '\\u003c')}</script>
<script defer src="${pathOf('graphiql.js')}"></script>
<script defer src="${pathOf('start.js')}"></script>
</head>
<body id="body" class="no-focus-outline">
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="root"></div>
</body>
</html>
`;
}
