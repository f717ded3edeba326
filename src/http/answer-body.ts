import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request } from 'got';

/** The body was longer than the limit. It was not read to its end. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** What the HTTP layer knows of an answer before anyone reads its body as a call. */
export interface HttpAnswer {
  readonly status: number;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decompressed, decoded as UTF-8. */
  readonly text: string;
  /** False where the body lasted until the connection closed, so that nobody can tell whether all of it came. */
  readonly hasStatedEnd: boolean;
}

/**
 * Collects one answer. The limit counts decompressed bytes, so that a small body which unpacks into a huge one is
 * cut off as it unpacks. `onSent` is told when the request has been handed to the network. Rejects with got's error, or with `BodyTooLarge`; either way the socket is let go.
 */
export function collectAnswer(request: Request, maxBytes: number, onSent?: () => void): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('error', reject);
    request.on('request', (sent: ClientRequest) => {
      if (onSent !== undefined) onceSent(sent, onSent);
      // got tells nobody of a 101, and its own timeout is off by then
      sent.once('upgrade', ({ statusCode = 101, headers }: IncomingMessage, socket: Duplex) => {
        resolve({ status: statusCode, headers, text: '', hasStatedEnd: true });
        socket.destroy();
        request.destroy();
      });
    });
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        reject(new BodyTooLarge());
        request.destroy();
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => {
      const response = request.response;
      if (response === undefined) return reject(new Error('The request ended without a response'));
      const bytes =
        chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
      resolve({
        status: response.statusCode,
        headers: response.headers,
        text: bytes.toString('utf8'),
        hasStatedEnd: statesItsEnd(response.rawHeaders),
      });
    });
  });
}

/** Calls back once nothing keeps the request here any more: its connection stands, and its head and body are written. */
function onceSent(request: ClientRequest, onSent: () => void): void {
  if (request.writableFinished) onSent();
  else request.once('finish', onSent);
}

/** Asked of the raw headers, for the others lose `content-length` when a body is decompressed. */
const statesItsEnd = (rawHeaders: readonly string[]): boolean =>
  rawHeaders.some((name, index) => index % 2 === 0 && /^(?:content-length|transfer-encoding)$/i.test(name));
