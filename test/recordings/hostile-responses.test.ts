import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MEDIA, mediaBytes, sendMedia } from './media-host.ts';
import { API_KEY, type RecordingsUnderTest, startRecordings } from './recordings-fixture.ts';

let recordings: RecordingsUnderTest;
/** A host whose every byte a test decides. */
let raw: Server;
let respond: (socket: Socket) => void;
const sockets = new Set<Socket>();

beforeAll(async () => {
  recordings = await startRecordings({ limits: { firstByteMs: 300, upstreamIdleMs: 300 } });
  raw = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => respond(socket));
  });
  await new Promise<void>((done) => {
    raw.listen(0, '127.0.0.1', done);
  });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  raw.close();
  await recordings.close();
});
afterEach(() => {
  expect(recordings.places.taken).toBe(0);
  expect(recordings.faults).toEqual([]);
});

const MEDIA_HEADERS = 'content-type: audio/mpeg\r\n';

/** What the client sees when the host sends `text`, then closes the connection unless `keepOpen`. */
async function playRaw(
  text: string,
  range?: string,
): Promise<{ status: number; body: string; headers: Headers }> {
  respond = (socket) => socket.end(text.replaceAll('\n', '\r\n').replaceAll('\r\r', '\r'), 'latin1');
  const { port } = raw.address() as { port: number };
  const source = { ...recordings.mediaSource(), url: `http://127.0.0.1:${port}/a` };
  recordings.resolveWith(async () => source);
  const response = await fetch(recordings.link(), range === undefined ? {} : { headers: { range } });
  const body = await response.text().catch(() => 'BROKEN OFF');
  expect(JSON.stringify([...response.headers]) + body).not.toContain(API_KEY);
  return { status: response.status, body, headers: response.headers };
}

const typed = (type: string, body = 'x'): string =>
  `HTTP/1.1 200 OK\ncontent-type: ${type}\ncontent-length: ${body.length}\n\n${body}`;

describe('a response that is no recording is not passed on', () => {
  it.each([
    ['a page', typed('text/html', '<script>alert(1)</script>')],
    ['a page that says it is untyped', typed('application/octet-stream', '<script>alert(1)</script>')],
    ['a page without a type', 'HTTP/1.1 200 OK\ncontent-length: 6\n\n<html>'],
    ['a page that begins with spaces', typed('binary/octet-stream', '     <html>')],
    ['JSON', typed('application/json', '{"url":"x"}')],
    ['XML', typed('application/xml', '<Error/>')],
    ['text', typed('text/plain')],
    ['an image', typed('image/png')],
    ['an image with script', typed('image/svg+xml', '<svg/>')],
    ['a program', typed('application/octet-stream', '\x7fELF')],
    ['a PDF file', typed('application/pdf', '%PDF-1.7')],
    ['a ZIP file that says it is untyped', typed('application/octet-stream', 'PK\x03\x04')],
    ['a playlist', typed('audio/mpegurl', '#EXTM3U')],
    ['a playlist of the older name', typed('audio/x-mpegurl', '#EXTM3U')],
    ['a playlist for streaming', typed('application/vnd.apple.mpegurl', '#EXTM3U')],
    ['a DASH manifest', typed('video/vnd.mpeg.dash.mpd', '<MPD/>')],
    ['a Winamp playlist', typed('audio/x-scpls', '[playlist]')],
    ['several parts', typed('multipart/byteranges; boundary=a', '--a')],
    ['a type with a line of its own', typed('audio/mpeg/../html')],
    ['a type that continues', typed('audio/<script>')],
    ['a very long type', typed(`audio/${'x'.repeat(100)}`)],
    ['two types', typed('audio/mpeg, text/html')],
    ['a compressed body', `HTTP/1.1 200 OK\n${MEDIA_HEADERS}content-encoding: gzip\ncontent-length: 1\n\nx`],
    [
      'a body compressed with br',
      `HTTP/1.1 200 OK\n${MEDIA_HEADERS}content-encoding: br\ncontent-length: 1\n\nx`,
    ],
    ['no content', `HTTP/1.1 204 No Content\n${MEDIA_HEADERS}\n`],
    ['created', `HTTP/1.1 201 Created\n${MEDIA_HEADERS}content-length: 1\n\nx`],
    ['not modified', `HTTP/1.1 304 Not Modified\n${MEDIA_HEADERS}\n`],
    [
      'a redirect that was not requested',
      'HTTP/1.1 302 Found\nlocation: http://127.0.0.1/\ncontent-length: 0\n\n',
    ],
    ['a redirect to nowhere', 'HTTP/1.1 302 Found\ncontent-length: 0\n\n'],
    [
      'a part that was not requested',
      `HTTP/1.1 206 Partial\n${MEDIA_HEADERS}content-range: bytes 0-0/9\ncontent-length: 1\n\nx`,
    ],
    [
      'a complaint about a range that was not requested',
      'HTTP/1.1 416 No\ncontent-range: bytes */9\ncontent-length: 0\n\n',
    ],
  ])('%s', async (_title, text) => {
    const { status, body, headers } = await playRaw(text);
    expect(status).toBe(502);
    expect(body).toContain('"code":"RECORDING_BAD_RESPONSE"');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['other bytes', 'bytes 0-4/100'],
    ['bytes from later on', 'bytes 6-9/100'],
    ['more bytes', 'bytes 5-10/100'],
    ['a range that ends before it begins', 'bytes 9-5/100'],
    ['a range beyond its own length', 'bytes 5-9/9'],
    ['no numbers', 'bytes a-b/c'],
    ['another unit', 'items 5-9/100'],
    ['negative numbers', 'bytes -5-9/100'],
  ])('a part with %s', async (_title, contentRange) => {
    const text = `HTTP/1.1 206 Partial\n${MEDIA_HEADERS}content-range: ${contentRange}\ncontent-length: 5\n\nxxxxx`;
    const { status, body } = await playRaw(text, 'bytes=5-9');
    expect(status).toBe(502);
    expect(body).toContain('"code":"RECORDING_BAD_RESPONSE"');
  });

  it('a part without a Content-Range', async () => {
    const { status } = await playRaw(
      `HTTP/1.1 206 Partial\n${MEDIA_HEADERS}content-length: 5\n\nxxxxx`,
      'bytes=5-9',
    );
    expect(status).toBe(502);
  });
});

describe('a connection that breaks', () => {
  it.each([
    ['nothing at all', ''],
    ['something that is no HTTP', 'SSH-2.0-OpenSSH\n'],
    ['half a head', 'HTTP/1.1 200 OK\ncontent-ty'],
    ['a head that is too large', `HTTP/1.1 200 OK\n${'x: y\n'.repeat(20_000)}\n`],
    ['a negative length', `HTTP/1.1 200 OK\n${MEDIA_HEADERS}content-length: -1\n\n`],
    ['two lengths', `HTTP/1.1 200 OK\n${MEDIA_HEADERS}content-length: 1\ncontent-length: 2\n\nxx`],
    [
      'a length and chunks',
      `HTTP/1.1 200 OK\n${MEDIA_HEADERS}content-length: 1\ntransfer-encoding: chunked\n\nx`,
    ],
    ['another protocol', 'HTTP/1.1 101 Switching\nconnection: upgrade\nupgrade: websocket\n\n'],
  ])('%s: unavailable', async (_title, text) => {
    const { status, body } = await playRaw(text);
    expect(status).toBe(502);
    expect(body).toContain('"code":"RECORDING_UNAVAILABLE"');
    expect(body).not.toMatch(/HPE_|ECONN|127\.0\.0\.1/);
  });

  it.each([
    ['fewer bytes than stated', `HTTP/1.1 200 OK\n${MEDIA_HEADERS}content-length: 9\n\nID3`],
    ['a chunk cut off', `HTTP/1.1 200 OK\n${MEDIA_HEADERS}transfer-encoding: chunked\n\n9\nID3`],
    ['a chunk of no size', `HTTP/1.1 200 OK\n${MEDIA_HEADERS}transfer-encoding: chunked\n\n3\nID3\nzz\n`],
  ])('%s: the client sees that bytes are missing', async (_title, text) => {
    expect(await playRaw(text)).toMatchObject({ status: 200, body: 'BROKEN OFF' });
  });

  it('more bytes than stated: they are not passed on', async () => {
    const { body } = await playRaw(`HTTP/1.1 200 OK\n${MEDIA_HEADERS}content-length: 3\n\nID3<script>`);
    expect(['ID3', 'BROKEN OFF']).toContain(body);
  });

  it('a part that is longer than it says is cut to what was requested', async () => {
    const head = `HTTP/1.1 206 Partial\n${MEDIA_HEADERS}content-range: bytes 5-9/100\n`;
    const { body, headers } = await playRaw(`${head}content-length: 8\n\nabcdefgh`, 'bytes=5-9');
    expect(body).toBe('abcde');
    expect(headers.get('content-length')).toBe('5');
  });

  it('headers cannot be smuggled by the validators', async () => {
    const { status, headers } = await playRaw(
      `HTTP/1.1 200 OK\n${MEDIA_HEADERS}etag: "a\tb"\nlast-modified: <script>\ncontent-length: 3\n\nID3`,
    );
    expect(status).toBe(200);
    expect([headers.get('etag'), headers.get('last-modified')]).toEqual([null, null]);
  });
});

describe('a recording of no stated type', () => {
  const starting = (start: string | Buffer): Buffer => {
    const bytes = mediaBytes(5_000);
    bytes.write(typeof start === 'string' ? start : start.toString('latin1'), 'latin1');
    return bytes;
  };
  it.each([
    ['audio/mpeg', 'ID3\x04', 'mp3'],
    ['audio/mpeg', '\xff\xfb\x90', 'mp3'],
    ['audio/mpeg', '\xff\xf3\x40', 'mp3'],
    ['audio/wav', 'RIFF\x24\x00\x00\x00WAVEfmt ', 'wav'],
    ['audio/ogg', 'OggS\x00', 'ogg'],
    ['audio/flac', 'fLaC\x00', 'flac'],
    ['audio/mp4', '\x00\x00\x00\x20ftypM4A ', 'm4a'],
    ['video/mp4', '\x00\x00\x00\x20ftypisom', 'mp4'],
    ['video/webm', '\x1a\x45\xdf\xa3', 'webm'],
  ])('is %s by its first bytes, wherever the client begins to read', async (type, start, extension) => {
    const bytes = starting(start);
    for (const contentType of ['application/octet-stream', 'binary/octet-stream', ' ; x']) {
      for (const ranges of ['supported', 'ignored'] as const) {
        recordings.media.respondWith(sendMedia({ bytes, ranges, headers: { 'content-type': contentType } }));
        recordings.resolveWith(async () => recordings.mediaSource());
        for (const range of ['', 'bytes=0-1', 'bytes=-10']) {
          const response = await fetch(recordings.link(), { headers: { range } });
          expect(response.headers.get('content-type')).toBe(type);
          expect(response.headers.get('content-disposition')).toContain(`.${extension}"`);
          const body = Buffer.from(await response.arrayBuffer());
          const expected =
            range === '' ? bytes : range === 'bytes=0-1' ? bytes.subarray(0, 2) : bytes.subarray(-10);
          expect(body.equals(expected), `${contentType} ${ranges} ${range}`).toBe(true);
        }
      }
    }
  });

  it.each([
    'RIFF\x24\x00\x00\x00AVI ',
    '\xff\xf1\x50', // AAC in ADTS frames, which no documented provider sends
    '\xff\xff\xff',
    'GIF89a',
    '\x89PNG',
    '<svg',
  ])('is rejected when its first bytes are %j', async (start) => {
    recordings.media.respondWith(
      sendMedia({ bytes: starting(start), headers: { 'content-type': 'application/octet-stream' } }),
    );
    recordings.resolveWith(async () => recordings.mediaSource());
    for (const range of ['', 'bytes=100-199']) {
      expect((await fetch(recordings.link(), { headers: { range } })).status).toBe(502);
    }
  });

  it('is rejected when it is empty', async () => {
    recordings.media.respondWith(
      sendMedia({ bytes: Buffer.alloc(0), headers: { 'content-type': 'application/octet-stream' } }),
    );
    recordings.resolveWith(async () => recordings.mediaSource());
    expect((await fetch(recordings.link())).status).toBe(502);
    expect((await fetch(recordings.link(), { method: 'HEAD' })).status).toBe(502);
  });
});

it('a recording with a stated type is not looked into', async () => {
  recordings.media.respondWith(sendMedia({ headers: { 'content-type': 'Audio/MPEG; charset=binary' } }));
  recordings.resolveWith(async () => recordings.mediaSource());
  const response = await fetch(recordings.link(), { headers: { range: 'bytes=100-' } });
  expect(response.headers.get('content-type')).toBe('audio/mpeg');
  expect((await response.arrayBuffer()).byteLength).toBe(MEDIA.length - 100);
});
