import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

interface RawPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const HTML = { accept: 'text/html,application/xhtml+xml' };
const DECODERS = { br: brotliDecompressSync, gzip: gunzipSync };

describe("GraphiQL's files", () => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer();
  });
  afterAll(() => testServer.stop());

  /** Reads a page as it is sent; `fetch` would decompress it. */
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawPage> =>
    new Promise((resolve, reject) => {
      const sent = request(`${testServer.url}${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
        response.on('error', reject);
      });
      sent.on('error', reject).end();
    });

  const pathsIn = (html: string): string[] => [
    ...new Set([...html.matchAll(/\/graphiql\/[\w.-]+/g)].map(([path]) => path)),
  ];

  it('are named by a small page that has no script or style of its own', async () => {
    const { headers, body } = await get('/graphql', HTML);
    const html = body.toString();
    expect(body.length).toBeLessThan(20_000);
    expect(html).not.toMatch(
      /<script(?![^>]*(?:\ssrc=|type="application\/json"))|<style|\son\w+=|javascript:/i,
    );
    expect(
      pathsIn(html)
        .map((path) => path.replace(/\.[0-9a-f]{16}\./, '.'))
        .toSorted(),
    ).toEqual([
      '/graphiql/editor-worker.js',
      '/graphiql/graphiql.css',
      '/graphiql/graphiql.js',
      '/graphiql/graphql-worker.js',
      '/graphiql/json-worker.js',
      '/graphiql/start.js',
    ]);
    expect(headers['vary']).toBe('accept, accept-encoding');
    expect(String(headers['content-security-policy'])).toContain("script-src 'self';");
  });

  it('are compressed as the client asks, kept for a year, and the same in each coding', async () => {
    const html = (await get('/graphql', HTML)).body.toString();
    for (const path of pathsIn(html)) {
      const plain = await get(path);
      expect(plain.headers).toMatchObject({
        'content-type': expect.stringMatching(/^text\/(?:css|javascript); charset=utf-8$/),
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
      });
      expect(plain.headers['content-encoding']).toBeUndefined();
      for (const [coding, decode] of Object.entries(DECODERS)) {
        const { headers, body } = await get(path, { 'accept-encoding': coding });
        expect(headers['content-encoding']).toBe(coding);
        expect(Number(headers['content-length'])).toBe(body.length);
        expect(decode(body).equals(plain.body), `${path} in ${coding}`).toBe(true);
      }
    }
  });

  it('have an ETag, which spares a client the page that it has', async () => {
    const first = await get('/graphql', HTML);
    expect(first.headers['cache-control']).toBe('no-cache');
    const etag = String(first.headers['etag']);
    for (const tags of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const again = await get('/graphql', { ...HTML, 'if-none-match': tags });
      expect([again.status, again.body.length, again.headers['etag']]).toEqual([304, 0, etag]);
    }
    expect((await get('/graphql', { ...HTML, 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('respond to HEAD without a body, and to other names with 404', async () => {
    const [path = ''] = pathsIn((await get('/graphql', HTML)).body.toString());
    expect(await get(path, { 'accept-encoding': 'br' }, 'HEAD')).toMatchObject({
      status: 200,
      body: Buffer.alloc(0),
    });
    for (const name of ['', 'graphiql.js', '../main.js', '%2e%2e/main.js', 'start.0000000000000000.js'])
      expect((await get(`/graphiql/${name}`)).status, name).toBe(404);
  });

  it('do not exist where GraphiQL is off', async () => {
    const withoutGraphiql = await startTestServer({ GRAPHIQL: 'off' });
    const [path = ''] = pathsIn((await get('/graphql', HTML)).body.toString());
    expect((await fetch(`${withoutGraphiql.url}${path}`)).status).toBe(404);
    await withoutGraphiql.stop();
  });
});

describe('pages', () => {
  const PATHS = [
    '/',
    '/status',
    '/metrics',
    '/schema.graphql',
    '/graphql',
    '/graphiql/none.js',
    '/front-page/page.css',
  ];

  it.each(PATHS)('count towards the limits of a client: %s', async (path) => {
    const testServer = await startTestServer({ CLIENT_OPERATIONS_PER_SECOND: '2' });
    const get = (at: string): Promise<Response> => fetch(`${testServer.url}${at}`, { headers: HTML });
    const statuses = [(await get(path)).status, (await get(path)).status];
    expect(statuses).not.toContain(429);
    const third = await get(path);
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await third.json()).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }],
    });
    expect((await testServer.ask({ query: '{ __typename }' })).status).toBe(429);
    for (const probe of ['/health', '/ready', '/health']) expect((await get(probe)).status).toBe(200);
    await testServer.stop();
  });
});
