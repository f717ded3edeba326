import type { RequestFunction } from 'got';
import type { AbortSignalLike } from '../domain/abort-signal.ts';
import { startAttemptTimeout } from './attempt-timeout.ts';
import type { ConnectionPool, PendingRequest } from './connection-pool.ts';
import { LARGE_BODY_BYTES, type LargeBodies } from './large-bodies.ts';
import type { OpenStream } from './open-stream.ts';
import type { PooledResponse } from './pooled-response.ts';

/** The body is longer than the limit. It was not read to its end. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

export interface HttpLimits {
  /** Longest body accepted, in decompressed bytes. */
  readonly maxBodyBytes: number;
  /** Longest single attempt, from connecting to the last byte, in milliseconds. */
  readonly perTryTimeoutMs: number;
}

const EMPTY_BODY = Buffer.alloc(0);

/** One request, and the callback that hears of it. */
export interface HttpRequest {
  readonly url: string;
  /** Default `GET`. */
  readonly method?: string;
  /** Headers beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly signal: AbortSignalLike;
  /** Called when the request has been handed to the network. */
  readonly onSent?: (() => void) | undefined;
}

/** A response as the HTTP layer has it, before its body is read. */
export interface HttpResponse {
  readonly status: number;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decompressed. */
  readonly body: Buffer;
  /** False where the body lasted until the connection closed: then it cannot be told whether all of it arrived. */
  readonly hasStatedEnd: boolean;
}

/**
 * Sends one request through got, on a connection of the pool, and collects the response. The limit counts decompressed
 * bytes, so that a small body which unpacks into a huge one is cut off as it unpacks. Rejects with the error of the
 * connection, with `BodyTooLarge`, with `AttemptTimeout` or with the signal's reason; each rejection frees the socket. A
 * large body waits for its turn, and keeps it until the reader of the response has had a turn of the event loop to parse
 * it.
 */
export function sendRequest(
  openStream: OpenStream,
  pool: ConnectionPool,
  largeBodies: LargeBodies,
  { maxBodyBytes, perTryTimeoutMs }: HttpLimits,
  { url, method = 'GET', headers, body, signal, onSent }: HttpRequest,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let pending: PendingRequest | undefined;
    let received: PooledResponse | undefined;
    const chunks: Buffer[] = [];
    let length = 0;
    let endLargeBody: (() => void) | undefined;
    const fail = (error: unknown): void => {
      settle();
      reject(error);
      stream.destroy();
      pending?.abort();
      endLargeBody?.();
      endLargeBody = undefined;
    };
    // got is given the response, not the request: it would time, watch and relay events that are handled here already
    const request = ({ pathname, search }: URL): Promise<PooledResponse> =>
      new Promise((respond) => {
        const path = pathname + search;
        pending = pool.send(
          { method, path, headers: Object.assign(stream.options.headers, headers), body },
          {
            onSent: () => onSent?.(),
            onError: fail,
            onResponse: (response) => {
              received = response;
              respond(response);
            },
            onUpgrade: () => {
              settle();
              resolve({ status: 101, headers: {}, body: EMPTY_BODY, hasStatedEnd: true });
              stream.destroy();
            },
          },
        );
      });
    const stream = openStream(url, request as unknown as RequestFunction);
    const settle = startAttemptTimeout(signal, perTryTimeoutMs, fail);
    stream.on('error', fail);
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBodyBytes) return fail(new BodyTooLarge());
      chunks.push(chunk);
      if (length <= LARGE_BODY_BYTES || endLargeBody !== undefined) return;
      stream.pause();
      endLargeBody = largeBodies.begin(() => stream.resume());
    });
    stream.on('end', () => {
      settle();
      if (received === undefined) reject(new Error('The request ended without a response'));
      else resolve(toResponse(received, chunks));
      if (endLargeBody !== undefined) setImmediate(endLargeBody);
      endLargeBody = undefined;
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
