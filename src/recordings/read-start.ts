import type { Readable } from 'node:stream';

/** Resolves with the first `length` bytes of a stream, or all where it is shorter, and leaves them there to be read. */
export function readStart(stream: Readable, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      stream.off('readable', onReadable);
      stream.off('end', onEnd);
      stream.off('error', onError);
      stream.off('close', onClose);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    const onClose = (): void => onError(new Error('The stream was closed before its first bytes came'));
    const onEnd = (): void => {
      settle();
      resolve(Buffer.alloc(0));
    };
    const onReadable = (): void => {
      const start: Buffer | null = stream.read(length);
      if (start === null) return;
      settle();
      stream.unshift(start);
      resolve(start);
    };
    stream.on('readable', onReadable);
    stream.on('end', onEnd);
    stream.on('error', onError);
    stream.on('close', onClose);
  });
}
