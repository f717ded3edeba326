import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ChunkTurns } from './chunk-turns.ts';
import type { OpenRecording } from './open-recording.ts';
import { brokenOff, RecordingError, timedOut, tooLarge } from './recording-error.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface StreamLimits {
  /** Longest time without a byte from the recording's host, in milliseconds. */
  readonly upstreamIdleMs: number;
  /** Longest time for which the client takes nothing of what is ready for it, in milliseconds. */
  readonly clientIdleMs: number;
  /** Most bytes that are read of one recording. */
  readonly maxBytes: number;
}

/**
 * Streams a recording into a response whose head was written, no faster than the client reads. Rejects, with both
 * connections closed, when the signal is aborted, the host or the client makes no progress, or the body does not hold
 * what was promised. The client can tell by the length that it did not get all.
 */
export async function streamBody(
  { body, length, range, skip }: OpenRecording,
  response: ServerResponse,
  signal: AbortSignal,
  limits: StreamLimits,
  turns: ChunkTurns,
): Promise<void> {
  const expected = range === null ? length : range.last - range.first + 1;
  const idle = new AbortController();
  const watch = watchProgress(response, limits, () => idle.abort(timedOut()));
  const stop = AbortSignal.any([signal, idle.signal]);
  try {
    const bytes = sliceBytes(body, { skip, expected, maxBytes: limits.maxBytes }, watch.onProgress, turns);
    await unlessAborted(pipeline(bytes, response, { signal: stop }), stop);
  } catch (error) {
    if (stop.aborted) throw stop.reason;
    throw error instanceof RecordingError ? error : brokenOff(); // got's errors carry the key
  } finally {
    watch.stop();
    body.destroy(); // the generator waits for the next chunk and hears of no abort until it comes
  }
}

interface Slice {
  readonly skip: number;
  /** `null` where the end of the body is the end of the recording. */
  readonly expected: number | null;
  readonly maxBytes: number;
}

async function* sliceBytes(
  body: AsyncIterable<Buffer>,
  { skip, expected, maxBytes }: Slice,
  onProgress: () => void,
  turns: ChunkTurns,
): AsyncGenerator<Buffer> {
  const end = expected === null ? Number.POSITIVE_INFINITY : skip + expected;
  let read = 0;
  if (end === skip) return;
  for await (const chunk of body) {
    onProgress();
    await turns.next();
    const start = Math.max(0, skip - read);
    const part = chunk.subarray(start, Math.min(chunk.length, end - read));
    read += chunk.length;
    if (Math.min(read, end) > maxBytes) throw tooLarge();
    if (part.length > 0) yield part;
    if (read >= end) return;
  }
  if (expected !== null) throw brokenOff();
}

/** Calls `onIdle` once neither side has made progress for as long as the one that is waited for may take. */
function watchProgress(
  response: ServerResponse,
  { upstreamIdleMs, clientIdleMs }: StreamLimits,
  onIdle: () => void,
): { readonly onProgress: () => void; readonly stop: () => void } {
  let progressAt = performance.now();
  const onProgress = (): void => {
    progressAt = performance.now();
  };
  const timer = setInterval(
    () => {
      const isClientBehind = response.writableLength > 0;
      if (performance.now() - progressAt >= (isClientBehind ? clientIdleMs : upstreamIdleMs)) onIdle();
    },
    Math.max(10, Math.min(upstreamIdleMs, clientIdleMs) / 4),
  );
  response.on('drain', onProgress);
  return {
    onProgress,
    stop: () => {
      clearInterval(timer);
      response.off('drain', onProgress);
    },
  };
}
