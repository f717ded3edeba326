// Starts GraphiQL with what the page holds as JSON: its options, and the paths of its editor's workers by label.
const page = JSON.parse(document.querySelector('#page').textContent ?? '{}');
// A URL that contains a query opens that query. Any other URL opens the first tab, because without a query GraphiQL 5
// adds an empty tab on the second visit and drops every tab on the third.
const namesQuery = new URLSearchParams(location.search).has('query');
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => page.workers[label] };
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  ...page.options,
  ...(namesQuery ? {} : { query: page.options.defaultTabs[0].query }),
});
