import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ProviderNotConfigured,
  ProviderRateLimited,
  ProviderTimeout,
  ProviderUnavailable,
} from '../../src/domain/errors.ts';
import type { ResolveRecording } from '../../src/recordings/recording-source.ts';
import { MEDIA, sendMedia, sendStatus } from './media-host.ts';
import { API_KEY, type RecordingsUnderTest, startRecordings, until } from './recordings-fixture.ts';

let recordings: RecordingsUnderTest;
beforeEach(async () => {
  recordings = await startRecordings();
});
afterEach(() => recordings.close());

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('a recording', () => {
  it('is streamed whole, with the headers that a player on another origin needs', async () => {
    const response = await fetch(recordings.link());
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(MEDIA)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'audio/mpeg',
      'content-length': '100000',
      'accept-ranges': 'bytes',
      'content-disposition': 'inline; filename="acme-call-1.mp3"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'referrer-policy': 'no-referrer',
      etag: '"v1"',
    });
    expect(recordings.outcomes).toEqual([{ provider: 'acme', status: 200, code: null }]);
  });

  it('passes no cookie and no other header in either direction', async () => {
    recordings.media.respondWith(
      sendMedia({ headers: { 'set-cookie': 'a=b', server: 'S3', 'x-amz-id-2': 'x', location: '/x' } }),
    );
    const response = await fetch(recordings.link(), {
      headers: { cookie: 'a=b', authorization: 'Bearer token-of-the-client', referer: 'https://a.example/' },
    });
    await response.arrayBuffer();
    expect([...response.headers.keys()]).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:set-cookie|server|x-amz-id-2|location)$/)]),
    );
    const [request] = recordings.media.requests;
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(request?.headers['accept-encoding']).toBe('identity');
  });

  it.each(['supported', 'ignored'] as const)(
    'responds to HEAD as to GET, without a body: ranges %s',
    async (ranges) => {
      recordings.media.respondWith(sendMedia({ ranges }));
      const response = await fetch(recordings.link(), { method: 'HEAD', headers: { range: 'bytes=5-9' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-length')).toBe('100000');
      expect(response.headers.get('content-type')).toBe('audio/mpeg');
      expect(await response.text()).toBe('');
      expect(recordings.media.requests.map(({ method }) => method)).toEqual(['GET']); // a URL signed for GET rejects HEAD
      await until(() => recordings.places.taken === 0);
    },
  );

  it('responds to a preflight, and rejects other methods', async () => {
    const preflight = await fetch(recordings.link(), { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('range, if-range');
    const post = await fetch(recordings.link(), { method: 'POST', body: 'x' });
    expect(post.status).toBe(405);
    expect(post.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(recordings.resolutions).toEqual([]);
  });

  it('has a file name that no call id can bend', async () => {
    const response = await fetch(recordings.link('a"; filename="../../x\u2028.html'));
    await response.arrayBuffer();
    expect(response.headers.get('content-disposition')).toBe('inline; filename="acme-a-filename-x-html.mp3"');
  });
});

describe('a link that is old, altered or foreign', () => {
  it('is rejected with 403, and neither provider nor host receives a request', async () => {
    const link = recordings.link();
    for (const altered of [
      link.replace('call-1', 'call-2'),
      link.replace(/expires=\d/, 'expires=9'),
      `${link}x`,
    ]) {
      const response = await fetch(altered);
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await codeOf(response)).toBe('RECORDING_LINK_REJECTED');
    }
    const head = await fetch(link.replace('call-1', 'call-2'), { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([403, '']);
    expect(recordings.resolutions).toEqual([]);
    expect(recordings.media.requests).toEqual([]);
  });
});

describe('a recording that cannot be played', () => {
  const subject = { provider: 'acme', providerCallId: 'call-1' };
  it.each<[string, ResolveRecording, number, string, string | null]>([
    ['is not ready', async () => 'not-ready', 409, 'RECORDING_NOT_READY', '15'],
    ['is gone', async () => 'gone', 410, 'RECORDING_GONE', null],
    [
      'is behind a rate limit',
      async () => {
        throw new ProviderRateLimited(subject, 'Wait.', 7);
      },
      503,
      'PROVIDER_RATE_LIMITED',
      '7',
    ],
    [
      'is behind a slow provider',
      async () => {
        throw new ProviderTimeout(subject, 'Late.');
      },
      504,
      'RECORDING_TIMEOUT',
      null,
    ],
    [
      'is behind a provider that is down',
      async () => {
        throw new ProviderUnavailable(subject, 'Down.');
      },
      502,
      'RECORDING_UNAVAILABLE',
      null,
    ],
    [
      'is behind a provider without a key',
      async () => {
        throw new ProviderNotConfigured(subject, 'No key.');
      },
      502,
      'RECORDING_UNAVAILABLE',
      null,
    ],
  ])('because it %s: a status, a code, a pause', async (_title, resolve, status, code, retryAfter) => {
    recordings.resolveWith(resolve);
    const response = await fetch(recordings.link());
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    const head = await fetch(recordings.link(), { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([status, '']);
    expect(recordings.faults).toEqual([]);
    expect(recordings.places.taken).toBe(0);
  });

  it('because of a fault here is masked, and the fault reported', async () => {
    const fault = new Error(`A bug beside ${API_KEY}`);
    recordings.resolveWith(() => Promise.reject(fault));
    const response = await fetch(recordings.link());
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('bug');
    expect(recordings.faults).toEqual([fault]);
  });
});

describe('an expired source', () => {
  const expiring = async (status: number): Promise<void> => {
    recordings.media.respondWith((request, response) =>
      request.url === '/old' ? sendStatus(status)(request, response) : sendMedia()(request, response),
    );
    recordings.resolveWith(async (_grant, { renew }) => recordings.mediaSource(renew ? '/new' : '/old'));
  };

  it.each([400, 401, 403, 404, 410])('is renewed once when its host responds with %i', async (status) => {
    await expiring(status);
    const response = await fetch(recordings.link());
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(MEDIA.length);
    expect(recordings.resolutions.map(({ renew }) => renew)).toEqual([false, true]);
  });

  it('is renewed in the middle of playing, when a player requests a further range', async () => {
    const first = await fetch(recordings.link(), { headers: { range: 'bytes=0-9' } });
    expect(first.status).toBe(206);
    await first.arrayBuffer();
    await expiring(403);
    const second = await fetch(recordings.link(), { headers: { range: 'bytes=10-19' } });
    expect(second.status).toBe(206);
    expect(Buffer.from(await second.arrayBuffer())).toEqual(MEDIA.subarray(10, 20));
  });

  it.each([
    [401, 'gone', 502, 'RECORDING_RESTRICTED'],
    [403, 'gone', 502, 'RECORDING_RESTRICTED'],
    [404, 'gone', 410, 'RECORDING_GONE'],
    [404, 'not-ready', 409, 'RECORDING_NOT_READY'],
    [410, 'gone', 410, 'RECORDING_GONE'],
  ] as const)(
    'that stays %i after it was renewed, where missing means %s, is %i %s',
    async (upstream, whenMissing, status, code) => {
      recordings.media.respondWith(sendStatus(upstream));
      recordings.resolveWith(async () => ({ ...recordings.mediaSource(), whenMissing }));
      const response = await fetch(recordings.link());
      expect([response.status, await codeOf(response)]).toEqual([status, code]);
      expect(recordings.media.requests).toHaveLength(2);
    },
  );
});

describe("the account's key", () => {
  it("goes to the provider's own origin", async () => {
    recordings.resolveWith(async () => ({
      ...recordings.mediaSource(),
      url: `${recordings.provider.url}/r`,
    }));
    expect((await fetch(recordings.link())).status).toBe(200);
    expect(recordings.provider.requests[0]?.headers.authorization).toBe(`Bearer ${API_KEY}`);
  });

  it('goes to no other origin, neither at once nor by a documented redirect', async () => {
    recordings.provider.respondWith(sendStatus(302, { location: `${recordings.media.url}/signed` }));
    recordings.resolveWith(async () => ({
      ...recordings.mediaSource(),
      url: `${recordings.provider.url}/r`,
      followRedirect: true,
    }));
    const response = await fetch(recordings.link(), { headers: { range: 'bytes=0-3' } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe('ID3\u005d');
    expect(recordings.media.requests).toMatchObject([{ url: '/signed', headers: { range: 'bytes=0-3' } }]);
    expect(recordings.media.requests[0]?.headers['x-api-key']).toBeUndefined();
  });

  it('does not come back with a redirect from a foreign host to the provider', async () => {
    recordings.media.respondWith(sendStatus(302, { location: `${recordings.provider.url}/account` }));
    recordings.resolveWith(async () => ({ ...recordings.mediaSource(), followRedirect: true }));
    await fetch(recordings.link());
    expect(recordings.provider.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('a redirect', () => {
  it('that is not documented is not followed', async () => {
    recordings.media.respondWith(sendStatus(302, { location: `${recordings.provider.url}/r` }));
    const response = await fetch(recordings.link());
    expect([response.status, await codeOf(response)]).toEqual([502, 'RECORDING_BAD_RESPONSE']);
    expect(recordings.provider.requests).toEqual([]);
  });

  it('is followed three times, and relative to where it came from', async () => {
    recordings.media.respondWith((request, response) => {
      const hop = Number(request.url?.slice(2));
      if (hop === 3) sendMedia()(request, response);
      else sendStatus(hop === 0 ? 302 : 307, { location: `h${hop + 1}` })(request, response);
    });
    recordings.resolveWith(async () => ({ ...recordings.mediaSource('/h0'), followRedirect: true }));
    expect((await fetch(recordings.link())).status).toBe(200);
    expect(recordings.media.requests.map(({ url }) => url)).toEqual(['/h0', '/h1', '/h2', '/h3']);
  });

  it('without end is given up after three', async () => {
    recordings.media.respondWith(sendStatus(302, { location: '/again' }));
    recordings.resolveWith(async () => ({ ...recordings.mediaSource(), followRedirect: true }));
    const response = await fetch(recordings.link());
    expect([response.status, await codeOf(response)]).toEqual([502, 'RECORDING_BAD_RESPONSE']);
    expect(recordings.media.requests).toHaveLength(4);
  });
});

describe('a client that leaves', () => {
  it('while the source is resolved, frees its slot at once', async () => {
    recordings.resolveWith(() => new Promise(() => {}));
    const client = new AbortController();
    const response = fetch(recordings.link(), { signal: client.signal });
    await until(() => recordings.places.taken === 1);
    client.abort();
    await expect(response).rejects.toThrow();
    await until(() => recordings.places.taken === 0);
    expect(recordings.outcomes).toEqual([{ provider: 'acme', status: 499, code: 'CLIENT_GONE' }]);
  });

  it('before the host responds, closes the connection to the host', async () => {
    let isClosed = false;
    recordings.media.respondWith((_request, response) => {
      response.on('close', () => {
        isClosed = true;
      });
    });
    const client = new AbortController();
    const response = fetch(recordings.link(), { signal: client.signal });
    await until(() => recordings.media.requests.length === 1);
    client.abort();
    await expect(response).rejects.toThrow();
    await until(() => isClosed && recordings.places.taken === 0);
  });

  it('while a stalled host sends nothing, closes the connection to the host', async () => {
    let isClosed = false;
    recordings.media.respondWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 100 });
      response.write('ID3');
      response.on('close', () => {
        isClosed = true;
      });
    });
    const client = new AbortController();
    const response = await fetch(recordings.link(), { signal: client.signal });
    await response.body?.getReader().read();
    client.abort();
    await until(() => isClosed && recordings.places.taken === 0);
    expect(recordings.faults).toEqual([]);
  });

  it('with requests in a pipeline, gives every place back', async () => {
    let isFirst = true;
    recordings.media.respondWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 3 });
      if (!isFirst) response.end('ID3');
      else response.write('I');
      isFirst = false;
    });
    const { port, pathname, search } = new URL(recordings.link());
    const socket = connect(Number(port), '127.0.0.1');
    const get = `GET ${pathname}${search} HTTP/1.1\r\nhost: a\r\n\r\n`;
    socket.write(get.repeat(5));
    await until(() => recordings.media.requests.length === 5);
    expect(recordings.places.taken).toBeGreaterThan(0);
    socket.resetAndDestroy();
    await until(() => recordings.places.taken === 0);
  });
});

describe('requests on one connection', () => {
  it('are served one after the other', async () => {
    const { port } = new URL(recordings.url);
    const { pathname, search } = new URL(recordings.link());
    const socket = connect(Number(port), '127.0.0.1');
    const get = `GET ${pathname}${search} HTTP/1.1\r\nhost: a\r\nrange: bytes=0-2\r\n`;
    socket.write(`${get}\r\n${get}connection: close\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text.match(/HTTP\/1\.1 206/g)).toHaveLength(2);
    expect(text.match(/ID3/g)).toHaveLength(2);
    expect(recordings.places.taken).toBe(0);
  });
});

it('a client that sends HTTP/1.0 is served', async () => {
  const { port } = new URL(recordings.url);
  const { pathname, search } = new URL(recordings.link());
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`GET ${pathname}${search} HTTP/1.0\r\n\r\n`);
  let length = 0;
  for await (const chunk of socket) length += (chunk as Buffer).length;
  expect(length).toBeGreaterThan(MEDIA.length);
});

it('a response with an error leaves the connection open for the next request', async () => {
  const { pathname, search, port } = new URL(recordings.link());
  recordings.resolveWith(async () => 'not-ready');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', path: pathname + search, headers: { connection: 'keep-alive' } })
      .on('response', (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(409);
});
