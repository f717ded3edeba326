import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentCodingFor } from '../../src/server/transport/content-coding.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
};
const CODINGS = Object.keys(DECODERS);

describe('the coding of a response', () => {
  it.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    ['*', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.5', 'br'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0.001', 'gzip'],
    ['gzip ; q=0.8 , identity;q=0.5', 'gzip'],
    ['gzip;q=0.5, identity', null],
    ['gzip;q=0', null],
    ['*;q=0', null],
    ['br;q=x, gzip;q=2', null],
    ['identity', null],
    ['deflate, zstd', null],
    ['', null],
    [undefined, null],
  ])('for accept-encoding %j is %j', (accepted, coding) => {
    expect(contentCodingFor(accepted)).toBe(coding);
  });
});

describe('compression', () => {
  let testServer: TestServer;
  let query = '';
  beforeAll(async () => {
    testServer = await startTestServer({ CORS_ORIGINS: 'https://app.example.com' });
    // One of Voxworks's examples makes the server pause for half a minute, in which nothing of it is cached.
    const examples = (testServer.sandbox?.examples ?? []).filter(
      ({ providerId }) => providerId !== 'voxworks',
    );
    const ids = examples.map(({ providerId, callId }) => `${providerId}:${callId}`);
    const { data } = await testServer.query<{ calls: ({ id: string; isSettled: boolean } | null)[] }>(
      'query ($ids: [ID!]!) { calls(ids: $ids) { id isSettled } }',
      { ids },
    );
    const settled = (data?.calls ?? []).flatMap((call) => (call?.isSettled === true ? [`"${call.id}"`] : []));
    query = `{ calls(ids: [${settled.join(', ')}]) { id status from to summary transcript { text turns { text } } } }`;
  });
  afterAll(() => testServer.stop());

  /** Sends a request and resolves to its response as it was sent; `fetch` would decompress it. */
  const send = (
    path: string,
    {
      method = 'POST',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<RawResponse> =>
    new Promise((resolve, reject) => {
      const all = {
        accept: 'application/json',
        ...(body !== undefined && { 'content-length': String(body.length) }),
      };
      const sent = request(
        `${testServer.url}${path}`,
        { method, headers: { ...all, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      sent.on('error', reject).end(body);
    });
  const ask = (graphql: string, headers: Record<string, string> = {}): Promise<RawResponse> =>
    send('/graphql', {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: graphql }),
    });

  it.each(CODINGS)(
    'of a long response in %s is the same text, on the fast path and its cache, with its length',
    async (coding) => {
      const plain = await ask(query);
      expect(plain.body.length).toBeGreaterThan(2_000);
      expect(plain.headers['content-encoding']).toBeUndefined();
      for (let repeat = 0; repeat < 24; repeat += 1) {
        const { headers, body } = await ask(query, { 'accept-encoding': coding });
        expect(headers).toMatchObject({
          'content-encoding': coding,
          'content-type': plain.headers['content-type'],
          'content-length': String(body.length),
          'cache-control': 'no-store',
          'x-request-id': expect.any(String),
        });
        expect(headers['transfer-encoding']).toBeUndefined();
        expect(String(headers['vary']).toLowerCase().split(', ').toSorted()).toEqual([
          'accept-encoding',
          'origin',
        ]);
        expect(body.length).toBeLessThan(plain.body.length / 2);
        expect(DECODERS[coding]?.(body).equals(plain.body)).toBe(true);
      }
      const metrics = (await send('/metrics', { method: 'GET' })).body.toString();
      expect(metrics).toMatch(/fast_path_responses_total\{kind="cached"\} [1-9]/);
    },
  );

  it.each(CODINGS)('of a response to a GET, which Yoga sends, works in %s', async (coding) => {
    const path = `/graphql?query=${encodeURIComponent(query)}`;
    const headers = { 'x-requested-with': 'x' };
    const plain = await send(path, { method: 'GET', headers });
    const { headers: sent, body } = await send(path, {
      method: 'GET',
      headers: { ...headers, 'accept-encoding': coding },
    });
    expect(sent).toMatchObject({ 'content-encoding': coding, 'content-length': String(body.length) });
    expect(DECODERS[coding]?.(body).equals(plain.body)).toBe(true);
    const head = await send(path, { method: 'HEAD', headers: { ...headers, 'accept-encoding': coding } });
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('of a response over 64 KB happens off the main thread, with the same text', async () => {
    const aliases = Array.from({ length: 40 }, (_, index) => `a${index}: ${query.slice(1, -1)}`).join(' ');
    const plain = await ask(`{ ${aliases} }`);
    expect(plain.body.length).toBeGreaterThan(65_536);
    for (const coding of CODINGS) {
      const { body } = await ask(`{ ${aliases} }`, { 'accept-encoding': coding });
      expect(DECODERS[coding]?.(body).equals(plain.body)).toBe(true);
    }
  });

  it('leaves short responses as they are, and errors readable', async () => {
    const short = await ask('{ __typename }', { 'accept-encoding': 'br' });
    expect(short.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(short.body.toString())).toEqual({ data: { __typename: 'Query' } });
    const rejected = await ask('{ nothing }', { 'accept-encoding': 'br' });
    expect(JSON.parse(rejected.body.toString())).toMatchObject({ errors: [{}] });
  });

  it('leaves streams as they are, so that no event is held back', async () => {
    const { headers, body } = await ask(
      `subscription { callUpdates(id: ${/"[^"]+"/.exec(query)?.[0]}) { id status summary transcript { text } } }`,
      { accept: 'text/event-stream', 'accept-encoding': 'br, gzip' },
    );
    expect(headers['content-type']).toContain('text/event-stream');
    expect(headers['content-encoding'] ?? '').not.toMatch(/br|gzip/);
    expect(body.toString()).toContain('event: next');
  });

  it.each(['/metrics', '/schema.graphql', '/', '/front-page/page.js'])(
    'works for the page %s',
    async (path) => {
      const plain = await send(path, { method: 'GET' });
      for (const coding of CODINGS) {
        const { headers, body } = await send(path, { method: 'GET', headers: { 'accept-encoding': coding } });
        expect([headers['content-encoding'], String(headers['vary'])]).toEqual([coding, 'accept-encoding']);
        expect(body.length).toBeLessThan(plain.body.length / 2);
        if (path !== '/metrics') expect(DECODERS[coding]?.(body).equals(plain.body)).toBe(true);
      }
    },
  );

  it('survives clients that leave in the middle, and requests that are pipelined', async () => {
    const leaving = Array.from({ length: 20 }, async () => {
      const sent = request(`${testServer.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-encoding': 'br' },
      });
      sent.on('error', () => {});
      sent.end(JSON.stringify({ query }));
      await new Promise((resolve) => setTimeout(resolve, 2));
      sent.destroy();
    });
    await Promise.all(leaving);
    expect((await ask(query, { 'accept-encoding': 'br' })).status).toBe(200);
  });
});
