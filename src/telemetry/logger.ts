import { type DestinationStream, type Logger, pino } from 'pino';
import { openStandardOutput } from './log-output.ts';

export type { Logger };

/** A logger that writes JSON lines to `destination`, which is standard output unless given. */
export const createLogger = (level: string, destination: DestinationStream = openStandardOutput()): Logger =>
  pino({ level, base: null, timestamp: createIsoTime() }, destination);

/** `pino.stdTimeFunctions.isoTime`, formatted once a millisecond. */
function createIsoTime(): () => string {
  let formattedAt = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== formattedAt) {
      formattedAt = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

/**
 * The parts of an unexpected error that may be logged: its type and its stack frames. The message is left out, because
 * it may quote a call.
 */
export function describeError(error: unknown): { type: string; frames: readonly string[] } {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, frames: frames.slice(0, 12).map((line) => line.trim()) };
}
