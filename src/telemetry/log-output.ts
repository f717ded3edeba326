import { writeSync } from 'node:fs';

/** The destination of log lines, with the number of lines that it dropped. Satisfies pino's `DestinationStream`. */
export interface LogOutput {
  /** Lines dropped so far because the queue was full. */
  readonly dropped: number;
  /** Accepts one line, with its line break. Never blocks and never throws. */
  write(line: string): void;
  /** Writes every line accepted so far before it returns, or gives up after `MAX_FLUSH_MS`. Pino calls it after a fatal line. */
  flushSync(): void;
  /** The same as `flushSync`, for callers of pino's `logger.flush`. */
  flush(done?: (error?: Error) => void): void;
}

/** Characters of lines that wait at most. Further lines are dropped until the reader has taken some. */
const MAX_QUEUED = 8 * 1_048_576;

/** Characters that are encoded and written at a time: as much as an empty pipe takes on Linux. */
const CHUNK = 64 * 1_024;

/** Milliseconds that a line waits for others: one write takes all of them, and wakes the reader once. */
const GATHER_MS = 1;

/** Milliseconds that a flush waits at most for a slow reader. The process does nothing else meanwhile. */
const MAX_FLUSH_MS = 1_000;

/** Milliseconds between attempts while the output takes nothing: doubled from the first to the second. */
const RETRY_MS = { first: 1, last: 100 };

/**
 * Standard output for a log. Reading `process.stdout` opens the stream, which makes a pipe or socket non-blocking:
 * a write to one whose reader has stopped fails with EAGAIN instead of stopping this process.
 */
export function openStandardOutput(): LogOutput {
  void process.stdout;
  return createLogOutput((bytes) => writeSync(1, bytes), process);
}

/**
 * Queues lines for a millisecond and writes them with one system call on this thread. No write is ever in flight on
 * another thread, so a flush keeps the order and misses nothing. `write` returns the bytes that were
 * taken; when it throws (a full pipe, a full disk), the lines stay in the queue, which is bounded, and are tried again.
 * `ending` reports the end of the process, at which the queue is flushed.
 */
export function createLogOutput(
  write: (bytes: Uint8Array) => number,
  ending: { once(event: 'exit', listener: () => void): unknown },
): LogOutput {
  let lines: string[] = [];
  let queued = 0;
  let encoded: Uint8Array = Buffer.alloc(0);
  let dropped = 0;
  let scheduled = false;
  let stalled = false;
  let flushesAtExit = false;
  let gaveUp = false;
  let retryMs = RETRY_MS.first;

  /** Writes until the queue is empty or the output takes no more. Returns the error code in the second case. */
  const drain = (): string | null => {
    stalled = true;
    try {
      while (takeChunk()) {
        const taken = write(encoded);
        if (taken === 0) return 'EAGAIN';
        encoded = encoded.subarray(taken);
        gaveUp = false;
        retryMs = RETRY_MS.first;
      }
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    }
    stalled = false;
    return null;
  };

  const takeChunk = (): boolean => {
    if (encoded.length > 0) return true;
    if (lines.length === 0) return false;
    let characters = 0;
    let count = 0;
    while (count < lines.length && characters < CHUNK) characters += lines[count++]?.length ?? 0;
    const chunk = count === lines.length ? lines : lines.slice(0, count);
    lines = count === lines.length ? [] : lines.slice(count);
    queued -= characters;
    encoded = Buffer.from(chunk.join(''));
    return true;
  };

  const drainLater = (): void => {
    scheduled = false;
    if (drain() === null) return;
    scheduled = true;
    setTimeout(drainLater, retryMs).unref();
    retryMs = Math.min(2 * retryMs, RETRY_MS.last);
  };

  const flushSync = (): void => {
    const giveUpAt = performance.now() + (gaveUp ? 0 : MAX_FLUSH_MS);
    while (drain() === 'EAGAIN') {
      gaveUp = performance.now() >= giveUpAt; // the flush at the process's end then makes one attempt only
      if (gaveUp) return;
      sleepSync(RETRY_MS.first);
    }
  };

  return {
    get dropped() {
      return dropped;
    },
    write(line) {
      if (queued + line.length > MAX_QUEUED && !stalled) drain(); // a turn that logs more than the queue holds
      if (queued + line.length > MAX_QUEUED) {
        dropped += 1;
        return;
      }
      lines.push(line);
      queued += line.length;
      if (scheduled) return;
      scheduled = true;
      setTimeout(drainLater, GATHER_MS);
      if (flushesAtExit) return;
      flushesAtExit = true;
      ending.once('exit', flushSync);
    },
    flushSync,
    flush(done) {
      flushSync();
      done?.();
    },
  };
}

const sleepCell = new Int32Array(new SharedArrayBuffer(4));

const sleepSync = (ms: number): void => void Atomics.wait(sleepCell, 0, 0, ms);
