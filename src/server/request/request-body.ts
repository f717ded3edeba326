import { GrowingBuffer } from './growing-buffer.ts';
import { requestError } from './request-error.ts';
import type { HeldBytes, RequestMemory } from './request-memory.ts';
import type { RequestState } from './request-state.ts';
import { bodyWork } from './request-work.ts';

/**
 * Chunks that a body may have whatever their length. Each costs some microseconds, which chunks of one byte make seconds
 * for every megabyte. The least packets of TCP have four times as many bytes as a chunk of a longer body needs.
 */
const FREE_CHUNKS = 256;
const MIN_CHUNK_BYTES = 128;

export interface BodyLimits {
  /** The most bytes of one body. */
  readonly maxBytes: number;
  /** Counts the bytes of long bodies, from their arrival to the end of the response. */
  readonly memory: RequestMemory;
}

/**
 * The whole body of a request. Rejects with a request error when it exceeds the limits or ends too early. A client may
 * send a body slowly, so that bodies that arrive are bounded in total as well.
 */
export function readBody(
  state: Pick<RequestState, 'req' | 'res' | 'charge'>,
  { maxBytes, memory }: BodyLimits,
): Promise<Buffer> {
  const { req } = state;
  return new Promise((resolve, reject) => {
    const body = new GrowingBuffer();
    let chunks = 0;
    let held: HeldBytes | undefined;
    const stop = (error: Error): void => {
      req.off('data', onData); // the rest is drained, so that the client gets to read the response
      req.resume();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      chunks += 1;
      if (chunks > FREE_CHUNKS + body.length / MIN_CHUNK_BYTES) {
        stop(requestError('BAD_REQUEST', 'The body comes in too many parts. Send it in larger ones.'));
        disconnect(state);
        return;
      }
      if (body.length + chunk.length > maxBytes) return void stop(bodyTooLong(maxBytes));
      const grown = body.add(chunk);
      if (grown === 0) return;
      held ??= memory.forRequest(state);
      if (!held.hold(grown)) stop(bodiesTooLong());
    };
    const onBroken = (): void =>
      reject(requestError('BAD_REQUEST', 'The body ended before it was complete. Send it again.'));
    if (req.destroyed) return onBroken(); // the connection closed during authentication
    req.on('data', onData);
    req.on('end', () => {
      state.charge(bodyWork(body.length));
      resolve(body.joined());
    });
    req.on('error', onBroken);
    req.on('aborted', onBroken);
  });
}

/** Closes the connection once the response has been sent: what is left of the request would cost too much to read. */
function disconnect({ req, res }: Pick<RequestState, 'req' | 'res'>): void {
  req.pause();
  res.shouldKeepAlive = false;
}

export const bodyTooLong = (maxBytes: number): Error =>
  requestError(
    'LIMIT_EXCEEDED',
    `The body of a request may have at most ${maxBytes} bytes. Request fewer ids or fields at once.`,
    { status: 413, details: { limit: 'bodyBytes', allowed: maxBytes } },
  );

const RETRY_AFTER_SECONDS = 1;

const bodiesTooLong = (): Error =>
  requestError(
    'OVERLOADED',
    `This server is receiving too many long requests. Try again in ${RETRY_AFTER_SECONDS} s.`,
    {
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      details: { retryAfterSeconds: RETRY_AFTER_SECONDS },
    },
  );
