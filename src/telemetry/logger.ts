import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** A logger that writes JSON lines to `destination`; to standard output by default. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino({ level, base: null, timestamp: createIsoTime() }, destination ?? standardOutput());

/**
 * Standard output, written asynchronously. sonic-boom receives bytes: with text it measures everything that waits to be
 * written at each line, which under load costs more than the line itself.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: false, minLength: 0, contentMode: 'buffer' });
  const writer: { write(bytes: Uint8Array): void } = output as never; // its types accept only text
  return Object.assign(
    { write: (line: string) => writer.write(Buffer.from(line)) },
    {
      flush: (done?: (error?: Error) => void) => output.flush(done),
      flushSync: () => output.flushSync(), // pino flushes after a fatal line
    },
  );
}

/** Equals `pino.stdTimeFunctions.isoTime`, but formats the time only once per millisecond. */
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
