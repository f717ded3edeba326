import type { RequestListener } from 'node:http';

const CHUNK = Buffer.alloc(65_536, 0x55);

/** Sends a recording of `length` bytes, no faster than it is taken, from one buffer that all requests share. */
export const sendLargeMedia =
  (length: number): RequestListener =>
  (_request, response) => {
    let left = length;
    response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': length });
    const write = (): void => {
      while (left > 0 && !response.destroyed) {
        const chunk = CHUNK.subarray(0, left);
        left -= chunk.length;
        if (left === 0) response.end(chunk);
        else if (!response.write(chunk)) return;
      }
    };
    response.on('drain', write);
    write();
  };
