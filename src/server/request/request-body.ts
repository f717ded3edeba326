import type { IncomingMessage } from 'node:http';
import { requestError } from './request-error.ts';

/** The whole body of `req`. Rejects with a request error when it exceeds `maxBytes` or ends too early. */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= maxBytes) return void chunks.push(chunk);
      req.off('data', onData); // the rest is drained, so that the client gets to read the response
      req.resume();
      reject(bodyTooLong(maxBytes));
    };
    const onBroken = (): void =>
      reject(requestError('BAD_REQUEST', 'The body ended before it was complete. Send it again.'));
    if (req.destroyed) return onBroken(); // the connection closed during authentication
    req.on('data', onData);
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    req.on('error', onBroken);
    req.on('aborted', onBroken);
  });
}

export const bodyTooLong = (maxBytes: number): Error =>
  requestError(
    'LIMIT_EXCEEDED',
    `The body of a request may have at most ${maxBytes} bytes. Request fewer ids or fields at once.`,
    { status: 413, details: { limit: 'bodyBytes', allowed: maxBytes } },
  );
