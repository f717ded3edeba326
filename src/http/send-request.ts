import type { RequestFunction } from 'got';
import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { startAttemptTimeout } from './attempt-timeout.ts';
import type { ConnectionPool, PoolRequest } from './connection-pool.ts';
import type { OpenStream } from './open-stream.ts';
import type { PooledResponse } from './pooled-response.ts';

/** The body was longer than the limit. It was not read to its end. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

export interface HttpLimits {
  /** Longest body accepted, in decompressed bytes. */
  readonly maxBodyBytes: number;
  /** Longest single attempt, from connecting to the last byte, in milliseconds. */
  readonly perTryTimeoutMs: number;
}

const NOTHING = Buffer.alloc(0);

/** One request, and who is told of it. */
export interface HttpRequest {
  readonly url: string;
  /** Beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignalLike;
  /** Told when the request has been handed to the network. */
  readonly onSent?: (() => void) | undefined;
}

/** What the HTTP layer knows of an answer before anyone reads its body as a call. */
export interface HttpResponse {
  readonly status: number;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decompressed. */
  readonly body: Buffer;
  /** False where the body lasted until the connection closed, so that nobody can tell whether all of it came. */
  readonly hasStatedEnd: boolean;
}

/**
 * Sends one request through got, on a connection of the pool, and collects the answer. The limit counts decompressed
 * bytes, so that a small body which unpacks into a huge one is cut off as it unpacks. Rejects with what went wrong
 * below, with `BodyTooLarge`, with `AttemptTooLate` or with the signal's reason; in each case the socket is let go.
 */
export function sendRequest(
  openStream: OpenStream,
  pool: ConnectionPool,
  { maxBodyBytes, perTryTimeoutMs }: HttpLimits,
  { url, headers, signal, onSent }: HttpRequest,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let sent: PoolRequest | undefined;
    let received: PooledResponse | undefined;
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: unknown): void => {
      settle();
      reject(error);
      stream.destroy();
      sent?.abort();
    };
    // got is handed the response, not the request: it would time, watch and relay what is watched here already
    const request = (to: URL): Promise<PooledResponse> =>
      new Promise((respond) => {
        sent = pool.get(to.pathname + to.search, Object.assign(stream.options.headers, headers), {
          onSent: () => onSent?.(),
          onError: fail,
          onResponse: (response) => {
            received = response;
            respond(response);
          },
          onUpgrade: () => {
            settle();
            resolve({ status: 101, headers: {}, body: NOTHING, hasStatedEnd: true });
            stream.destroy();
          },
        });
      });
    const stream = openStream(url, request as unknown as RequestFunction);
    const settle = startAttemptTimeout(signal, perTryTimeoutMs, fail);
    stream.on('error', fail);
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBodyBytes) fail(new BodyTooLarge());
      else chunks.push(chunk);
    });
    stream.on('end', () => {
      settle();
      if (received === undefined) reject(new Error('The request ended without a response'));
      else resolve(toResponse(received, chunks));
    });
  });
}

function toResponse({ statusCode, headers }: PooledResponse, chunks: readonly Buffer[]): HttpResponse {
  const [only] = chunks;
  return {
    status: statusCode,
    headers,
    body: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks),
    hasStatedEnd: headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined,
  };
}
