import { readdirSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { extname } from 'node:path';
import { apiSdl } from '../../../../schema/federation/sdl.ts';
import { schema } from '../../../../schema/index.ts';
import { providerBindings } from '../../../../schema/providers.ts';
import type { App } from '../../compose.ts';
import { ICON } from '../icon.ts';
import { PAGE_HEADERS } from '../page-headers.ts';
import { renderFrontPage } from './markup.ts';
import { readStatus, type Status } from './status.ts';

export interface FrontPageOptions {
  /** Whether the providers are played by this process. */
  readonly sandbox: boolean;
  /** Whether browsers are given GraphiQL. */
  readonly graphiql: boolean;
  /** Whether anyone may read the graph's SDL at `/schema.graphql`. */
  readonly sdl: boolean;
  readonly isReady: () => boolean;
}

/** Beside the build's output, and beside this file in the source: the build copies it. */
const ASSETS = new URL('./assets/', import.meta.url);

const MEDIA_TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript' };

/** The page's own files and its own numbers, and nothing else from anywhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The front page at `/` with its files, its numbers at `/status`, and the SDL: pages by path. */
export function frontPage(
  app: App,
  { sandbox, graphiql, sdl, isReady }: FrontPageOptions,
): Readonly<Record<string, RequestListener>> {
  const providers = providerBindings.map(({ provider: { id, title } }) => ({ id, name: title }));
  const html = renderFrontPage({ providers, sandbox, graphiql, sdl });
  const assets = readdirSync(ASSETS).flatMap((name) => {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined) return [];
    return [[`/front-page/${name}`, page(mediaType, readFileSync(new URL(name, ASSETS), 'utf8'))] as const];
  });
  return {
    '/': page('text/html', html, { ...PAGE_HEADERS, 'content-security-policy': CONTENT_SECURITY_POLICY }),
    '/front-page/icon.svg': page('image/svg+xml', ICON),
    ...Object.fromEntries(assets),
    '/status': statusPage(app, isReady),
    ...(sdl && { '/schema.graphql': page('text/plain', apiSdl(schema)) }),
  };
}

const page =
  (mediaType: string, text: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(200, {
      'content-type': `${mediaType}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    });
    response.end(text);
  };

/** How long one look serves everyone who asks, so that many watchers cost no more than one. */
const SNAPSHOT_MS = 500;

function statusPage(app: App, isReady: () => boolean): RequestListener {
  const { clock } = app.createContext();
  let snapshot: { readonly at: number; readonly status: Promise<Status> } | null = null;
  return (request, response) => {
    const now = clock.now();
    if (snapshot === null || now - snapshot.at >= SNAPSHOT_MS) {
      snapshot = { at: now, status: readStatus(app, isReady()) };
    }
    void snapshot.status.then((status) =>
      page('application/json', JSON.stringify(status))(request, response),
    );
  };
}
