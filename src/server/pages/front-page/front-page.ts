import { readdirSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { extname } from 'node:path';
import { apiSdl } from '../../../../schema/federation/sdl.ts';
import { schema } from '../../../../schema/index.ts';
import { ICON } from '../icon.ts';
import { PAGE_HEADERS } from '../page-headers.ts';
import { compressFile, staticFile, textFile } from '../static-file.ts';
import { renderFrontPage } from './markup.ts';
import { readStatus, type Status, type StatusSource } from './status.ts';

export interface FrontPageOptions {
  /** Whether this process mocks the providers. */
  readonly sandbox: boolean;
  /** Whether browsers get GraphiQL. */
  readonly graphiql: boolean;
  /** Whether the SDL is public at `/schema.graphql`. */
  readonly sdl: boolean;
  readonly isReady: () => boolean;
}

/** A sibling of this file in the source, and of the bundle in the build, which copies it. */
const ASSETS = new URL('./assets/', import.meta.url);

const MEDIA_TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript' };

/** Allows the page's own files and its own status, and nothing else. */
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

/** Pages by path: the front page at `/` with its assets, the status at `/status`, and the SDL. */
export function frontPage(
  source: StatusSource,
  { sandbox, graphiql, sdl, isReady }: FrontPageOptions,
): Readonly<Record<string, RequestListener>> {
  const providers = source.providers.map(({ id, title }) => ({ id, name: title }));
  const html = renderFrontPage({ providers, sandbox, graphiql, sdl });
  const assets = readdirSync(ASSETS).flatMap((name) => {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined) return [];
    return [
      [`/front-page/${name}`, textFile(readFileSync(new URL(name, ASSETS), 'utf8'), { mediaType })] as const,
    ];
  });
  return {
    '/': textFile(html, {
      mediaType: 'text/html',
      headers: { ...PAGE_HEADERS, 'content-security-policy': CONTENT_SECURITY_POLICY },
    }),
    '/front-page/icon.svg': textFile(ICON, { mediaType: 'image/svg+xml' }),
    ...Object.fromEntries(assets),
    '/status': statusPage(source, isReady),
    ...(sdl && {
      '/schema.graphql': staticFile(async () => compressFile(apiSdl(schema)), { mediaType: 'text/plain' }),
    }),
  };
}

/** Milliseconds for which a snapshot is reused, so that many viewers cost no more than one. */
const SNAPSHOT_MS = 500;

function statusPage(source: StatusSource, isReady: () => boolean): RequestListener {
  let snapshot: { readonly at: number; readonly status: Promise<Status> } | null = null;
  return (_request, response) => {
    const now = source.clock.now();
    if (snapshot === null || now - snapshot.at >= SNAPSHOT_MS) {
      snapshot = { at: now, status: readStatus(source, isReady()) };
    }
    void snapshot.status.then((status) => {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(JSON.stringify(status));
    });
  };
}
