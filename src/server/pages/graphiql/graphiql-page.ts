import type { IncomingMessage, RequestListener } from 'node:http';
import { extname } from 'node:path';
import { notFound, sendError } from '../../transport/send-error.ts';
import { PAGE_HEADERS } from '../page-headers.ts';
import { compressFile, staticFile } from '../static-file.ts';
import type { GraphiqlFile } from './graphiql-file.ts';
import { listGraphiqlFiles } from './graphiql-files.ts';
import { renderGraphiql } from './markup.ts';

/**
 * Allows what GraphiQL needs to work offline, and no more: this server's own scripts and workers, and the graph. Its
 * editor adds styles while it runs, which no hash can name in advance; its fonts and images are in its style sheet.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The folder of GraphiQL's files. */
const FOLDER = '/graphiql/';

const MEDIA_TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript' };

/** GraphiQL: its page, and its files. */
export interface Graphiql {
  readonly page: RequestListener;
  /** The files, by the folder that they are in. */
  readonly pages: Readonly<Record<string, RequestListener>>;
}

/** Whether a browser asks for a page. GraphiQL shares the path of the endpoint, which no other client asks for HTML. */
export const asksForPage = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/** Serves GraphiQL, which opens with `tabs` on a first visit. Nothing is loaded before the first request. */
export function createGraphiql(tabs: readonly { readonly query: string }[]): Graphiql {
  const files = new GraphiqlFiles();
  const render = async (): Promise<string> => {
    const pathOf = new Map((await files.list()).map(({ part, name }) => [part, `${FOLDER}${name}`]));
    return renderGraphiql(tabs, (part) => pathOf.get(part) ?? '');
  };
  return {
    page: staticFile(async () => compressFile(await render()), {
      mediaType: 'text/html',
      headers: {
        ...PAGE_HEADERS,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        vary: 'accept, accept-encoding', // the endpoint itself is at the same path
      },
    }),
    pages: { [FOLDER]: (request, response) => files.serve(request, response) },
  };
}

/** GraphiQL's files as they are served, listed on the first request. */
class GraphiqlFiles {
  #listed: Promise<readonly GraphiqlFile[]> | null = null;
  #listeners: Promise<ReadonlyMap<string, RequestListener>> | null = null;

  list(): Promise<readonly GraphiqlFile[]> {
    this.#listed ??= listGraphiqlFiles();
    return this.#listed;
  }

  serve(...[request, response]: Parameters<RequestListener>): void {
    this.#listeners ??= this.list().then(toListeners);
    const name = (request.url ?? '').slice(FOLDER.length).replace(/\?.*$/s, '');
    this.#listeners.then(
      (listeners) => {
        const serveFile = listeners.get(name);
        if (serveFile === undefined) sendError(response, notFound());
        else serveFile(request, response);
      },
      () => response.destroy(),
    );
  }
}

const toListeners = (files: readonly GraphiqlFile[]): ReadonlyMap<string, RequestListener> =>
  new Map(
    files.map(({ name, load }) => {
      const mediaType = MEDIA_TYPES[extname(name)] ?? 'application/octet-stream';
      return [name, staticFile(load, { mediaType, immutable: true })];
    }),
  );
