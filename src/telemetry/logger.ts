import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** JSON lines on standard output, or wherever `destination` leads. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino({ level, base: null, timestamp: createIsoTime() }, destination ?? standardOutput());

/**
 * Written to without waiting. sonic-boom is handed bytes: of text it measures, with each line, all that waits to be
 * written, which under load costs more than the line.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: false, minLength: 0, contentMode: 'buffer' });
  const writer: { write(bytes: Uint8Array): void } = output as never; // its types know text only
  return Object.assign(
    { write: (line: string) => writer.write(Buffer.from(line)) },
    {
      flush: (done?: (error?: Error) => void) => output.flush(done),
      flushSync: () => output.flushSync(), // pino does, after a fatal line
    },
  );
}

/** `pino.stdTimeFunctions.isoTime`, made once a millisecond. */
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
 * What a log may say of an error that nobody foresaw: its kind and where it arose. Not its message, which may
 * quote what somebody said.
 */
export function describeError(error: unknown): { type: string; frames: readonly string[] } {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, frames: frames.slice(0, 12).map((line) => line.trim()) };
}
