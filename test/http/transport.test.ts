import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnectionPool } from '../../src/http/connection-pool.ts';
import { createConnector } from '../../src/http/connector.ts';
import { LargeBodies } from '../../src/http/large-bodies.ts';
import { createOpenStream } from '../../src/http/open-stream.ts';
import { type HttpResponse, sendRequest } from '../../src/http/send-request.ts';
import { translateError } from '../../src/http/translate-error.ts';
import { later, message } from '../support/hostile-behaviours.ts';
import { type Behave, type HostileServer, startHostileServer, until } from '../support/hostile-server.ts';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../support/loopback-certificate.ts';
import { timersOf } from '../support/timers-of.ts';

const BODY = JSON.stringify({ id: '1', words: 'Good morning. '.repeat(20) });
const TYPE = 'content-type: application/json';
const HEAD = `HTTP/1.1 200 OK\r\n${TYPE}\r\n`;
const SUBJECT = { provider: 'zebra', providerCallId: '1' };
const MAX_BYTES = 1_000_000;

const send =
  (bytes: string | Buffer): Behave =>
  ({ socket }) =>
    void socket.write(bytes);
const sendAndEnd =
  (bytes: string | Buffer): Behave =>
  ({ socket }) =>
    void socket.end(bytes);
const sendThenReset =
  (bytes: string | Buffer): Behave =>
  ({ socket }) => {
    socket.write(bytes);
    later(socket, 20, () => socket.resetAndDestroy());
  };
const encoded = (encoding: string, bytes: Buffer): Buffer =>
  message('200 OK', [TYPE, `content-encoding: ${encoding}`], bytes);
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const whole = message('200 OK', [TYPE], BODY);
const chunked = `${HEAD}transfer-encoding: chunked\r\n\r\n`;

/** The result of one request: its status and body, or the code that clients see, with the code within its message. */
type Outcome =
  | { readonly status: number; readonly body: string }
  | { readonly code: string; readonly reason: string | null };

const received = (status = 200, body = BODY): Outcome => ({ status, body });
const unavailable = (reason: string | null = 'ECONNRESET'): Outcome => ({
  code: 'PROVIDER_UNAVAILABLE',
  reason,
});
const bad = (reason: string | null = null): Outcome => ({ code: 'PROVIDER_BAD_RESPONSE', reason });

/** Each behaviour of a server, what its client sees, and whether the connection serves the next request. */
const TABLE: readonly (readonly [what: string, behave: Behave, outcome: Outcome, isReused: boolean])[] = [
  ['a body of stated length', send(whole), received(), true],
  ['a body in gzip', send(encoded('gzip', gzipSync(BODY))), received(), true],
  ['a body in deflate', send(encoded('deflate', deflateSync(BODY))), received(), true],
  [
    'a body in raw deflate, which is not what `deflate` means',
    send(encoded('deflate', deflateRawSync(BODY))),
    bad('Z_DATA_ERROR'),
    true,
  ],
  ['a body in Brotli', send(encoded('br', brotliCompressSync(BODY))), received(), true],
  ['a gzip bomb', send(encoded('gzip', gzipSync(Buffer.alloc(30_000_000)))), bad(), true],
  ['a Brotli bomb', send(encoded('br', brotliCompressSync(Buffer.alloc(30_000_000)))), bad(), true],
  ['gzip that is none', send(encoded('gzip', Buffer.from(BODY))), bad('Z_DATA_ERROR'), true],
  [
    'gzip that breaks off',
    send(encoded('gzip', gzipSync(BODY).subarray(0, -12))),
    unavailable('Z_BUF_ERROR'),
    true,
  ],
  [
    'gzip that is reset',
    sendThenReset(encoded('gzip', gzipSync(BODY)).subarray(0, -12)),
    unavailable(),
    false,
  ],
  [
    'a chunked body',
    send(`${chunked}${chunk(BODY.slice(0, 9))}${chunk(BODY.slice(9))}0\r\n\r\n`),
    received(),
    true,
  ],
  ['trailers', send(`${chunked}${chunk(BODY)}0\r\nx-zebra: 1\r\n\r\n`), received(), true],
  ['a chunk that is none', sendAndEnd(`${chunked}zebra\r\n`), bad('HPE_INVALID'), false],
  ['a chunked body without its end', sendAndEnd(`${chunked}${chunk(BODY)}`), unavailable(), false],
  ['a body without a length', sendAndEnd(`${HEAD}connection: close\r\n\r\n${BODY}`), received(), false],
  ['HTTP/1.0', sendAndEnd(`HTTP/1.0 200 OK\r\n${TYPE}\r\n\r\n${BODY}`), received(), false],
  [
    'a connection that closes as it says',
    sendAndEnd(message('200 OK', [TYPE, 'connection: close'], BODY)),
    received(),
    false,
  ],
  [
    'early hints and processing',
    send(
      Buffer.concat([
        Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n'),
        whole,
      ]),
    ),
    received(),
    true,
  ],
  [
    '101',
    send('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: zebra\r\n\r\n'),
    received(101, ''),
    false,
  ],
  ['204', send('HTTP/1.1 204 No Content\r\n\r\n'), received(204, ''), true],
  ['304', send('HTTP/1.1 304 Not Modified\r\n\r\n'), received(304, ''), true],
  [
    'a redirect, which is not followed',
    send(message('302 Found', ['location: http://127.0.0.1:1/'], BODY)),
    received(302),
    true,
  ],
  ['an error with a body', send(message('500 Internal Server Error', [TYPE], BODY)), received(500), true],
  [
    'doubled headers',
    send(message('200 OK', [TYPE, 'content-type: text/html', 'x-a: 1', 'x-a: 2'], BODY)),
    received(),
    true,
  ],
  [
    'a doubled length',
    send(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nab`),
    bad('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
    false,
  ],
  [
    'a huge header',
    send(message('200 OK', [`x-a: ${'a'.repeat(100_000)}`], BODY)),
    bad('UND_ERR_HEADERS_OVERFLOW'),
    false,
  ],
  ['bytes after a whole response', send(Buffer.concat([whole, Buffer.from('zebra')])), received(), false],
  ['what is no HTTP', sendAndEnd('SMTP zebra\r\n\r\n'), bad('HPE_INVALID'), false],
  ['a reset at once', ({ socket }) => void socket.resetAndDestroy(), unavailable(), false],
  ['a cut at once', ({ socket }) => void socket.destroy(), unavailable(), false],
  ['a cut within the head', sendAndEnd(HEAD), unavailable(), false],
  ['a reset within the head', sendThenReset(HEAD), unavailable(), false],
  ['a cut within the body', sendAndEnd(whole.subarray(0, -9)), unavailable(), false],
  ['a reset within the body', sendThenReset(whole.subarray(0, -9)), unavailable(), false],
  [
    'a reset after a body without a length, which cannot be told from its end',
    sendThenReset(`${HEAD}connection: close\r\n\r\n${BODY}`),
    received(),
    false,
  ],
  ['silence', () => {}, { code: 'PROVIDER_TIMEOUT', reason: null }, false],
  ['silence within the body', send(whole.subarray(0, -9)), { code: 'PROVIDER_TIMEOUT', reason: null }, false],
];

const openStream = createOpenStream({ accept: 'application/json' });
let behave: Behave;
let server: HostileServer;
let pool: ReturnType<typeof createConnectionPool>;

beforeEach(async () => {
  server = await startHostileServer((request) => behave(request));
  pool = createConnectionPool(server.url, 2);
});
afterEach(async () => {
  pool.close();
  await server.close();
});

function request(signal = new AbortController().signal, to = pool, base = server.url): Promise<HttpResponse> {
  const limits = { maxBodyBytes: MAX_BYTES, perTryTimeoutMs: 1_000 };
  return sendRequest(openStream, to, new LargeBodies(), limits, { url: `${base}/v1/call/1`, signal });
}

const outcomeOf = (sending: Promise<HttpResponse>): Promise<Outcome> =>
  sending.then(
    ({ status, body }) => ({ status, body: body.toString() }),
    (error: unknown) => {
      const { code, message: text } = translateError(error, 'Zebra', SUBJECT);
      return { code, reason: /\(([A-Z_0-9]+)\)/.exec(text)?.[1] ?? null };
    },
  );

describe('the transport', () => {
  it.each(TABLE)(
    'has one outcome for %s, and leaves nothing behind',
    async (_what, how, outcome, isReused) => {
      behave = how;
      const { signal } = new AbortController();
      const { outcome: seen, left } = await timersOf(async () => {
        const result = await outcomeOf(request(signal));
        behave = send(whole);
        const next = await outcomeOf(request(signal));
        pool.close();
        return { result, next };
      });
      expect(seen).toEqual({ status: 'fulfilled', value: { result: outcome, next: received() } });
      expect(server.acceptedSockets).toBe(isReused ? 1 : 2);
      expect(left).toBe(0);
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      await until('all sockets are closed', () => server.openSockets === 0);
    },
  );

  it('joins a repeated header as node:http does, and keeps the first of those that count once', async () => {
    behave = send(
      message(
        '200 OK',
        [TYPE, 'content-type: text/html', 'x-a: 1', 'x-a: 2', 'retry-after: 1', 'retry-after: 2'],
        BODY,
      ),
    );
    expect((await request()).headers).toMatchObject({
      'content-type': 'application/json',
      'x-a': '1, 2',
      'retry-after': '1',
    });
  });

  it.each<[when: string, how: Behave, isThere: () => boolean]>([
    ['before it is sent', () => {}, () => true],
    ['while it connects', () => {}, () => true],
    ['after it was sent', () => {}, () => server.requests.length === 1],
    ['within the body', send(whole.subarray(0, -9)), () => server.requests.length === 1],
    [
      'within a compressed body',
      send(encoded('gzip', gzipSync(BODY)).subarray(0, -9)),
      () => server.requests.length === 1,
    ],
  ])(
    'closes the connection of a request that is aborted %s, and serves the next',
    async (when, how, isThere) => {
      behave = how;
      const leaving = new AbortController();
      const sending = outcomeOfAbort(request(leaving.signal));
      if (when === 'while it connects') await new Promise(setImmediate);
      await until('the moment is there', isThere);
      leaving.abort('left');
      expect(await sending).toBe('left');
      expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(0);
      await until('its socket is closed', () => server.openSockets === 0);
      behave = send(whole);
      expect(await outcomeOf(request())).toEqual(received());
    },
  );

  it('does not open more connections than it may, and serves what waits in order', async () => {
    const open: (() => void)[] = [];
    behave = ({ socket }) => open.push(() => socket.write(whole));
    const sending = Array.from({ length: 5 }, () => outcomeOf(request()));
    for (let served = 0; served < 5; served += 1) {
      await until('one arrives', () => open.length > 0);
      open.shift()?.();
    }
    for (const outcome of await Promise.all(sending)) expect(outcome).toEqual(received());
    expect(server.acceptedSockets).toBe(2);
  });

  it('fails all requests once it is closed: those in flight, those that wait, and later ones', async () => {
    behave = () => {};
    const sending = Array.from({ length: 4 }, () => outcomeOf(request()));
    await until('two arrive', () => server.requests.length === 2);
    pool.close();
    for (const outcome of [...(await Promise.all(sending)), await outcomeOf(request())])
      expect(outcome).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(server.acceptedSockets).toBe(2);
  });

  it('reports a refused connection', async () => {
    await server.refuse();
    expect(await outcomeOf(request())).toEqual(unavailable('ECONNREFUSED'));
    await server.listenAgain();
    behave = send(whole);
    expect(await outcomeOf(request())).toEqual(received());
  });

  it('closes the socket of a connection that is not accepted in time', async () => {
    const full = await startFullServer();
    const slow = createConnectionPool(full.url, 2, (options, callback) => {
      const socket = createConnector()(options, callback);
      sockets.push(socket);
      return socket;
    });
    const sockets: { readonly destroyed: boolean }[] = [];
    expect(await outcomeOf(request(undefined, slow, full.url))).toEqual({
      code: 'PROVIDER_TIMEOUT',
      reason: null,
    });
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
    slow.close();
    full.server.close();
  });
});

const outcomeOfAbort = (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => 'received',
    (error: unknown) => error,
  );

/** A TLS connection to it never ends its handshake: the server accepts it and says nothing. */
async function startFullServer(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((socket) => void socket.on('error', () => {}));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `https://127.0.0.1:${portOf(server)}`, server };
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

describe('TLS', () => {
  let secure: Server;
  let url: string;
  const isResumed: boolean[] = [];

  beforeEach(async () => {
    isResumed.length = 0;
    secure = createTlsServer({ key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE }, (socket: TLSSocket) => {
      isResumed.push(socket.isSessionReused());
      socket.on('error', () => {});
      socket.on('data', () => socket.end(message('200 OK', [TYPE, 'connection: close'], BODY)));
    });
    await new Promise<void>((resolve) => {
      secure.listen(0, '127.0.0.1', resolve);
    });
    url = `https://localhost:${portOf(secure)}`;
  });
  afterEach(() => void secure.close());

  it('resumes the session of an earlier connection, whichever connection of the pool that was', async () => {
    const trusting = createConnectionPool(url, 4, createConnector({ ca: LOOPBACK_CERTIFICATE }));
    for (let round = 0; round < 2; round += 1) {
      const sending = Array.from({ length: 2 }, () => outcomeOf(request(undefined, trusting, url)));
      for (const outcome of await Promise.all(sending)) expect(outcome).toEqual(received());
    }
    expect(isResumed.slice(2)).toEqual([true, true]);
    trusting.close();
  });

  it('is rejected with a server whose certificate is not trusted', async () => {
    const strict = createConnectionPool(url, 1);
    expect(await outcomeOf(request(undefined, strict, url))).toEqual(
      unavailable('DEPTH_ZERO_SELF_SIGNED_CERT'),
    );
    strict.close();
  });

  it('is not spoken with a server whose certificate is for another name', async () => {
    const other = `https://127.0.0.2:${portOf(secure)}`;
    await new Promise<void>((resolve) => {
      secure.close(() => resolve());
    });
    await new Promise<void>((resolve) => {
      secure.listen(Number(new URL(url).port), '127.0.0.2', resolve);
    });
    const trusting = createConnectionPool(other, 1, createConnector({ ca: LOOPBACK_CERTIFICATE }));
    expect(await outcomeOf(request(undefined, trusting, other))).toEqual(
      unavailable('ERR_TLS_CERT_ALTNAME_INVALID'),
    );
    trusting.close();
  });
});
