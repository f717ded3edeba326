import { parseRange, resolveRange } from '../../src/recordings/range.ts';
import type { Handler } from '../support/mock-server.ts';

/** Bytes that tell where in the file they are. The first ones are those of an MP3 file with an ID3 tag. */
export function mediaBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 31 + (index >> 8)) & 0xff;
  bytes.write('ID3', 'latin1');
  return bytes;
}

export const MEDIA = mediaBytes(100_000);

export interface MediaOptions {
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** `ignored` sends the whole to every request, as hosts do that know no ranges. Default `supported`. */
  readonly ranges?: 'supported' | 'ignored';
  /** False sends the body without its length. Default true. */
  readonly withLength?: boolean;
}

/** Sends a recording as storage services do: with ranges, and with a strong ETag that `If-Range` is compared with. */
export function sendMedia(options: MediaOptions = {}): Handler {
  const { bytes = MEDIA, ranges = 'supported', withLength = true } = options;
  const headers = { 'content-type': 'audio/mpeg', etag: '"v1"', ...options.headers };
  return (request, response) => {
    const ifRange = request.headers['if-range'];
    const isCurrent = ifRange === undefined || ifRange === headers.etag;
    const wanted = ranges === 'supported' && isCurrent ? parseRange(request.headers.range) : null;
    if (wanted === null) {
      response.writeHead(200, { ...headers, ...(withLength && { 'content-length': bytes.length }) });
      response.write(bytes.subarray(0, 1_000));
      response.end(bytes.subarray(1_000));
      return;
    }
    const range = resolveRange(wanted, bytes.length);
    if (range === null) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const part = bytes.subarray(range.first, range.last + 1);
    response.writeHead(206, {
      ...headers,
      'content-length': part.length,
      'content-range': `bytes ${range.first}-${range.last}/${bytes.length}`,
    });
    response.end(part);
  };
}

/** Responds with a status and no recording. */
export const sendStatus =
  (status: number, headers: Readonly<Record<string, string>> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, headers).end();
  };
