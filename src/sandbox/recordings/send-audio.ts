import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AudioResponse } from '../sandbox-provider.ts';

interface ByteRange {
  readonly start: number;
  /** The last byte, inclusive. */
  readonly end: number;
}

/** Sends a recording, or the one range of it that was requested. HEAD gets the headers of GET. */
export async function sendAudio(
  request: IncomingMessage,
  response: ServerResponse,
  { audio, supportsRanges }: AudioResponse,
): Promise<void> {
  const length = audio.byteLength;
  const range = supportsRanges ? readRange(request.headers.range, length) : null;
  const headers = { 'content-type': 'audio/wav', 'accept-ranges': supportsRanges ? 'bytes' : 'none' };
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${length}`, 'content-length': 0 }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: length - 1 };
  response.writeHead(range === null ? 200 : 206, {
    ...headers,
    'content-length': end - start + 1,
    ...(range !== null && { 'content-range': `bytes ${start}-${end}/${length}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(audio.bytes(start, end), { objectMode: false }), response).catch(() => {
    response.destroy(); // the client has gone
  });
}

/** Parses a `Range` header. `null` when there is none, or one that servers ignore, such as several ranges. */
function readRange(header: string | undefined, length: number): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    return last === '0' ? 'unsatisfiable' : { start: Math.max(0, length - Number(last)), end: length - 1 };
  }
  const start = Number(first);
  const end = last === '' ? length - 1 : Math.min(Number(last), length - 1);
  if (last !== '' && Number(last) < start) return null; // malformed
  return start >= length ? 'unsatisfiable' : { start, end };
}
