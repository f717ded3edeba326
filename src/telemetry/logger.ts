import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Lines are written together, when there are so many bytes of them or after so long; at the end, at once. */
const BATCH = { minLength: 4_096, periodicFlush: 100 } as const;

/** JSON lines on standard output, or wherever `destination` leads. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    { level, base: null, timestamp: createTimestamp() },
    destination ?? pino.destination({ fd: 1, sync: false, ...BATCH }),
  );

/** The time as a member of a line, written out once a millisecond. */
function createTimestamp(): () => string {
  let writtenMs = 0;
  let written = '';
  return () => {
    const now = Date.now();
    if (now !== writtenMs) {
      writtenMs = now;
      written = `,"time":"${new Date(now).toISOString()}"`;
    }
    return written;
  };
}

/**
 * What a log may say of an error that nobody foresaw: its kind and where it arose. Not its message, which may
 * quote what somebody said.
 */
export function describeError(error: unknown): { type: string; frames: readonly string[] } {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, frames: frames.slice(0, 12).map((line) => line.trim()) };
}
