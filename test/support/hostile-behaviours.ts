import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { HOSTILE_WORDS, type HostileProvider } from './hostile-provider.ts';
import type { HostileRequest } from './hostile-server.ts';

/** Handles one request in the name of `provider`. */
export type Behaviour = (request: HostileRequest, provider: HostileProvider) => void;

/** The result of a read when the provider always has this fault. */
export type Verdict =
  | 'record'
  | 'absent'
  | 'PROVIDER_UNAUTHORIZED'
  | 'PROVIDER_REJECTED'
  | 'PROVIDER_UNAVAILABLE'
  | 'PROVIDER_TIMEOUT'
  | 'PROVIDER_BAD_RESPONSE';

export interface Fault {
  readonly verdict: Verdict;
  readonly behave: Behaviour;
}

const JSON_TYPE = 'content-type: application/json';

/** A whole HTTP/1.1 message. */
export function message(
  status: string,
  headers: readonly string[],
  body: string | Buffer = '',
  statedLength = Buffer.byteLength(body),
): Buffer {
  const head = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${statedLength}`];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}

const recordOf = (request: HostileRequest, provider: HostileProvider): string =>
  provider.bodyFor(request.callId, request.url);

/** Runs `act` after a delay, unless the connection closed before. */
export function later(socket: Socket, milliseconds: number, act: () => void): void {
  const timer = setTimeout(() => {
    socket.off('close', cancel);
    act();
  }, milliseconds);
  const cancel = (): void => clearTimeout(timer);
  socket.once('close', cancel);
}

/** Writes `bytes` in pieces of `size`, one every `everyMs` milliseconds, while the connection is open. */
export function drip(
  socket: Socket,
  bytes: Buffer,
  { size, everyMs }: { readonly size: number; readonly everyMs: number },
  done: () => void = () => {},
): void {
  if (bytes.length === 0) {
    done();
    return;
  }
  socket.write(bytes.subarray(0, size));
  later(socket, everyMs, () => drip(socket, bytes.subarray(size), { size, everyMs }, done));
}

/** Writes a stream of `total` bytes as fast as the client reads. */
function flood(socket: Socket, total: number, done: () => void): void {
  const chunk = Buffer.alloc(65_536, ' ');
  let left = total;
  const push = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', push);
        return;
      }
    }
    if (left <= 0) done();
  };
  push();
}

/** Sends a complete message and keeps the connection open. */
const whole =
  (make: (request: HostileRequest, provider: HostileProvider) => Buffer): Behaviour =>
  (request, provider) => {
    request.socket.write(make(request, provider));
    request.finish();
  };

const status = (line: string, ...headers: readonly string[]): Behaviour =>
  whole(() => message(line, [JSON_TYPE, ...headers], JSON.stringify({ error: HOSTILE_WORDS })));

/** Sends the bytes that `make` returns, then ends the connection as given. */
const thenCut =
  (make: (request: HostileRequest, provider: HostileProvider) => Buffer, cut: 'end' | 'reset'): Behaviour =>
  (request, provider) => {
    request.socket.write(make(request, provider));
    later(request.socket, 5, () => (cut === 'end' ? request.socket.end() : request.socket.resetAndDestroy()));
  };

const half = (request: HostileRequest, provider: HostileProvider): Buffer => {
  const body = recordOf(request, provider);
  return message('200 OK', [JSON_TYPE], body.slice(0, body.length / 2), Buffer.byteLength(body));
};

const gzipped = (bytes: Buffer): Buffer => message('200 OK', [JSON_TYPE, 'content-encoding: gzip'], bytes);

const corrupt = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  copy.fill(0xff, 12, copy.length - 8);
  return copy;
};

/** 900 KB of empty objects, as a list and as JSON in a text: within the limit of bytes, and far too much to hold. */
const OBJECTS = `[${'{},'.repeat(300_000)}{}]`;
const DENSE = gzipSync(`{"success":true,"call":{"transcript_json":${OBJECTS}},"data":[]}`);
const DENSE_TEXT = gzipSync(`{"success":true,"data":[${JSON.stringify(OBJECTS)}]}`);
const BOMB = gzipSync(Buffer.alloc(20_000_000, ' '));

/** All faults by name. `awayUrl` is the target of the redirect. */
export function hostileFaults(awayUrl: string): Readonly<Record<string, Fault>> {
  const record = (behave: Behaviour): Fault => ({ verdict: 'record', behave });
  const unavailable = (behave: Behaviour): Fault => ({ verdict: 'PROVIDER_UNAVAILABLE', behave });
  const timeout = (behave: Behaviour): Fault => ({ verdict: 'PROVIDER_TIMEOUT', behave });
  const bad = (behave: Behaviour): Fault => ({ verdict: 'PROVIDER_BAD_RESPONSE', behave });
  const ok = (request: HostileRequest, provider: HostileProvider, ...headers: readonly string[]): Buffer =>
    message('200 OK', [JSON_TYPE, ...headers], recordOf(request, provider));
  return {
    prompt: record(whole((request, provider) => ok(request, provider))),
    slowFirstByte: record((request, provider) =>
      later(request.socket, 100, () => {
        request.socket.write(ok(request, provider));
        request.finish();
      }),
    ),
    inPieces: record((request, provider) =>
      drip(request.socket, ok(request, provider), { size: 40, everyMs: 8 }, request.finish),
    ),
    gzip: record(whole((request, provider) => gzipped(gzipSync(recordOf(request, provider))))),
    earlyHints: record(
      whole((request, provider) =>
        Buffer.concat([
          Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n'),
          Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'),
          ok(request, provider),
        ]),
      ),
    ),
    extraBytes: record(
      whole((request, provider) => Buffer.concat([ok(request, provider), Buffer.from(HOSTILE_WORDS)])),
    ),
    extraBytesLater: record((request, provider) => {
      request.socket.write(ok(request, provider));
      request.finish();
      later(request.socket, 20, () => request.socket.write(HOSTILE_WORDS));
    }),
    hangsUpAfterwards: record((request, provider) => {
      request.socket.write(ok(request, provider));
      request.finish();
      later(request.socket, 3, () => {
        if (request.isLatest()) request.socket.destroy();
      });
    }),
    closesAsItSays: record((request, provider) => {
      request.socket.end(ok(request, provider, 'connection: close'));
    }),
    absent: { verdict: 'absent', behave: status('404 Not Found') },
    unauthorized: { verdict: 'PROVIDER_UNAUTHORIZED', behave: status('401 Unauthorized') },
    badRequest: { verdict: 'PROVIDER_REJECTED', behave: status('400 Bad Request') },
    echoesRequest: {
      verdict: 'PROVIDER_REJECTED',
      behave: whole(({ url, headers }) =>
        message('422 Unprocessable Entity', [JSON_TYPE, `x-echo: ${[...headers.values()].join(' ')}`], url),
      ),
    },
    rejectionInSuccess: {
      verdict: 'PROVIDER_REJECTED',
      behave: whole((_request, provider) => message('200 OK', [JSON_TYPE], provider.rejection)),
    },
    internalError: unavailable(status('500 Internal Server Error')),
    badGateway: unavailable(status('502 Bad Gateway')),
    resetAtOnce: unavailable(({ socket }) => socket.resetAndDestroy()),
    hangsUpAtOnce: unavailable(({ socket }) => socket.destroy()),
    cutInBody: unavailable(thenCut(half, 'end')),
    resetInBody: unavailable(thenCut(half, 'reset')),
    truncatedGzip: unavailable(
      whole((request, provider) => gzipped(gzipSync(recordOf(request, provider)).subarray(0, -14))),
    ),
    lengthTooLong: unavailable(
      thenCut((request, provider) => {
        const body = recordOf(request, provider);
        return message('200 OK', [JSON_TYPE], body, Buffer.byteLength(body) + 50);
      }, 'end'),
    ),
    silence: timeout(() => {}),
    byteASecond: timeout((request, provider) =>
      drip(request.socket, ok(request, provider), { size: 1, everyMs: 1_000 }),
    ),
    slowBody: timeout((request, provider) => {
      const bytes = ok(request, provider);
      request.socket.write(bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 8));
    }),
    corruptGzip: bad(whole((request, provider) => gzipped(corrupt(gzipSync(recordOf(request, provider)))))),
    saysGzipIsNot: bad(whole((request, provider) => gzipped(Buffer.from(recordOf(request, provider))))),
    html: bad(whole(() => message('200 OK', ['content-type: text/html'], `<h1>${HOSTILE_WORDS}</h1>`))),
    brokenJson: bad(whole(() => message('200 OK', [JSON_TYPE], `{"${HOSTILE_WORDS}`))),
    wrongShape: bad(whole(() => message('200 OK', [JSON_TYPE], `{"data":["${HOSTILE_WORDS}"]}`))),
    wrongRecord: bad(
      whole((request, provider) =>
        message('200 OK', [JSON_TYPE], provider.bodyFor(`${HOSTILE_WORDS}-1`, request.url)),
      ),
    ),
    lengthTooShort: bad((request, provider) => {
      const body = recordOf(request, provider);
      request.socket.write(message('200 OK', [JSON_TYPE], body, Buffer.byteLength(body) - 9));
      request.finish();
    }),
    hugeBody: bad((request) => {
      request.socket.write(
        `HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\nconnection: close\r\n\r\n{"${HOSTILE_WORDS}":"`,
      );
      flood(request.socket, 50_000_000, () => request.socket.end('"}'));
    }),
    statedHugeBody: bad((request) => {
      request.socket.write(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\ncontent-length: 50003968\r\n\r\n`);
      flood(request.socket, 50_003_968, request.finish);
    }),
    gzipBomb: bad(whole(() => gzipped(BOMB))),
    denseBody: bad(whole(() => gzipped(DENSE))),
    denseText: bad(whole(() => gzipped(DENSE_TEXT))),
    redirect: bad(status('302 Found', `location: ${awayUrl}/${HOSTILE_WORDS}`)),
    permanentRedirect: bad(status('308 Permanent Redirect', `location: ${awayUrl}/v1/call/1`)),
    headerFlood: bad((request) => {
      const headers = Array.from({ length: 600 }, (_, index) => `x-${index}: ${HOSTILE_WORDS.repeat(3)}`);
      request.socket.write(message('200 OK', headers, '{}'));
      request.finish();
    }),
    malformedStatusLine: bad(({ socket }) => socket.end(`SMTP ${HOSTILE_WORDS}\r\n\r\n`)),
    malformedChunk: bad(({ socket }) =>
      socket.end(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n${HOSTILE_WORDS}\r\n`),
    ),
    noContent: bad(({ socket, finish }) => {
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
      finish();
    }),
    switchingProtocols: bad(({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: zebra\r\n\r\n');
    }),
  };
}
