import { type DestinationStream, type Logger, pino } from 'pino';
import { openStandardOutput } from './log-output.ts';

export type { Logger };

/** Writes JSON lines to `destination`, which is standard output unless given. */
export const createLogger = (level: string, destination: DestinationStream = openStandardOutput()): Logger =>
  pino({ level, base: null, timestamp: createIsoTime() }, destination);

/** `pino.stdTimeFunctions.isoTime`, formatted once a millisecond. */
function createIsoTime(): () => string {
  let madeAt = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== madeAt) {
      madeAt = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

/**
 * Describes an unexpected error for the log: its type and the first twelve stack frames. Leaves out the message, which
 * may quote a call's transcript.
 */
export function describeError(error: unknown): { type: string; frames: readonly string[] } {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, frames: frames.slice(0, 12).map((line) => line.trim()) };
}
