import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, createGunzip, gzip } from 'node:zlib';
import { contentCodingFor } from '../transport/content-coding.ts';

/** A file's compressed forms. Every response to it shares these bytes, so that a client which never reads holds no copy. */
export interface CompressedFile {
  readonly br: Buffer;
  readonly gzip: Buffer;
}

export interface StaticFileOptions {
  /** The media type, without a charset. */
  readonly mediaType: string;
  /** Whether the file's name changes with its content, so that clients may keep it for a year. Default: false. */
  readonly immutable?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Serves a file that `load` compresses or reads on the first request. A client that accepts no compression gets the file
 * decompressed as fast as it reads, so that its response takes some hundred kilobytes at most, however long the file is.
 */
export function staticFile(
  load: () => Promise<CompressedFile>,
  { mediaType, immutable = false, headers = {} }: StaticFileOptions,
): RequestListener {
  let loaded: Promise<CompressedFile & { readonly etag: string }> | null = null;
  const open = async (): Promise<CompressedFile & { readonly etag: string }> => {
    const file = await load();
    return { ...file, etag: `W/"${hashOf(file.gzip)}"` }; // weak, because every coding shares it
  };
  return (request, response) => {
    loaded ??= open();
    const send = async (): Promise<void> => {
      const file = await (loaded ?? open());
      const coding = contentCodingFor(request.headers['accept-encoding']);
      const common = {
        etag: file.etag,
        vary: 'accept-encoding',
        'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
        'x-content-type-options': 'nosniff',
        ...headers,
      };
      if (matches(request.headers['if-none-match'] ?? '', file.etag)) {
        response.writeHead(304, common).end();
        return;
      }
      response.writeHead(200, {
        'content-type': `${mediaType}; charset=utf-8`,
        ...common,
        ...(coding !== null && { 'content-encoding': coding, 'content-length': file[coding].length }),
      });
      if (request.method === 'HEAD') response.end();
      else if (coding !== null) response.end(file[coding]);
      else await pipeline(Readable.from([file.gzip]), createGunzip(), response);
    };
    send().catch(() => {
      loaded = null; // a file that could not be read may be there at the next request
      response.destroy();
    });
  };
}

/** The ETag matches by weak comparison, as RFC 9110 asks for `if-none-match`. */
const matches = (ifNoneMatch: string, etag: string): boolean =>
  ifNoneMatch
    .split(',')
    .some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag.slice(2));

/** Enough characters of a SHA-256 to tell apart all versions of one file. */
const HASH_LENGTH = 16;

export const hashOf = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex').slice(0, HASH_LENGTH);

/** A file whose content is `text`, which it compresses on the first request. */
export const textFile = (text: string, options: StaticFileOptions): RequestListener =>
  staticFile(() => compressFile(text), options);

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Levels of Brotli and gzip. GraphiQL's 9 MB take 0.3 s of CPU with the fast ones, and 1.2 s with the small ones. */
const LEVELS = { fast: { br: 4, gzip: 1 }, small: { br: 9, gzip: 9 } } as const;

/** Compresses `text` in threads of their own: `fast` for a server that serves, `small` for a build. */
export async function compressFile(text: string, aim: keyof typeof LEVELS = 'fast'): Promise<CompressedFile> {
  const bytes = Buffer.from(text);
  const brotliOptions = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: LEVELS[aim].br,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  };
  const [br, gzipped] = await Promise.all([
    toBrotli(bytes, brotliOptions),
    toGzip(bytes, { level: LEVELS[aim].gzip }),
  ]);
  return { br, gzip: gzipped };
}
