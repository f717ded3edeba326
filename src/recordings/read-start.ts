import type { Readable } from 'node:stream';

/** Resolves with the first `length` bytes of a stream, or all where it is shorter, and leaves them there to be read. */
export function readStart(stream: Readable, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      stream.off('readable', onReadable);
      stream.off('error', onError);
      stream.off('close', onClose);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    const onClose = (): void => onError(new Error('The stream was closed before its first bytes came'));
    const onReadable = (): void => {
      const start: Buffer | null = stream.read(length) ?? (stream.readableEnded ? Buffer.alloc(0) : null);
      if (start === null) return;
      settle();
      if (start.length > 0) stream.unshift(start);
      resolve(start);
    };
    stream.on('readable', onReadable);
    stream.on('error', onError);
    stream.on('close', onClose);
  });
}
