/** The content of the front page before any status has arrived. */
export interface FrontPageContent {
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Whether this process mocks the providers. */
  readonly sandbox: boolean;
  readonly graphiql: boolean;
  readonly sdl: boolean;
}

/** The front page. Its script fills in the numbers; without JavaScript the page names the metrics instead. */
export function renderFrontPage({ providers, sandbox, graphiql, sdl }: FrontPageContent): string {
  const names = providers.map(({ name }) => escapeHtml(name));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Switchboard</title>
<link rel="icon" type="image/svg+xml" href="/front-page/icon.svg">
<link rel="stylesheet" href="/front-page/page.css">
<script type="module" src="/front-page/page.js"></script>
</head>
<body>
<header>
<p class="brand"><img src="/front-page/icon.svg" alt="" width="28" height="28">Switchboard</p>
<p class="server" id="server">&nbsp;</p>
<h1>One GraphQL graph over the AI phone calls of ${listOf(names)}.</h1>
<p class="lead">Send a query to <code>POST /graphql</code>; this server batches requests to the providers, caches their responses, and returns typed calls.</p>
${sandbox ? '<p class="sandbox"><strong>Sandbox.</strong> No provider key is set, so this server mocks the providers, with invented calls.</p>\n' : ''}\
<nav aria-label="This server"><ul>
${graphiql ? '<li><a href="/graphql">GraphiQL</a> <span>query the graph</span></li>\n' : ''}\
${sdl ? '<li><a href="/schema.graphql">Schema</a> <span>the types of the graph, as SDL</span></li>\n' : ''}\
<li><a href="/metrics">Metrics</a> <span>for Prometheus</span></li>
</ul></nav>
</header>
<main>
<div class="heading">
<h2>Providers</h2>
<button type="button" id="pause" aria-pressed="false" hidden>Pause</button>
</div>
<noscript><p>The numbers below need JavaScript. <a href="/metrics">Metrics</a> has the same numbers without it.</p></noscript>
${providers.map(renderProvider).join('\n')}
</main>
<footer>
<p id="memory">&nbsp;</p>
<p>The numbers are those of this process, and none is about a call or a client. Plots cover the last two minutes. Latencies are estimated from buckets.</p>
</footer>
<p class="unseen" role="status" id="announcement"></p>
</body>
</html>
`;
}

const renderProvider = ({ id, name }: { readonly id: string; readonly name: string }): string => `\
<article data-provider="${escapeHtml(id)}" aria-labelledby="name-${escapeHtml(id)}">
<div class="who">
<h3 id="name-${escapeHtml(id)}">${escapeHtml(name)}</h3>
<p class="state" data-state="unknown"><svg class="mark" viewBox="0 0 10 10" aria-hidden="true"><path d=""></path></svg><span data-slot="state">waiting for numbers</span></p>
</div>
${renderFigure('traffic', 'Requests', ['2 min ago', 'now'])}
${renderFigure('latency', 'Latency', ['10 ms', 'over 10 s'])}
${renderFigure('cache', 'From cache', ['cached', 'fetched'])}
<dl>
<div><dt>Breaker</dt><dd data-slot="breaker">–</dd></div>
<div><dt>Rate limit</dt><dd data-slot="limit">–</dd></div>
<div><dt>In flight</dt><dd data-slot="flight">–</dd></div>
</dl>
</article>`;

type Ends = readonly [left: string, right: string];

const renderFigure = (slot: string, title: string, [left, right]: Ends): string => `\
<div class="figure ${slot}">
<h4>${title}</h4>
<p class="number" data-slot="${slot}">–</p>
<div class="plot"><svg data-plot="${slot}" role="img" aria-label="${title}: no numbers yet"></svg>
<p class="ends" aria-hidden="true"><span>${left}</span><span>${right}</span></p></div>
<p class="note" data-slot="${slot}-note">&nbsp;</p>
</div>`;

function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
