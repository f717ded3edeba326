import { readFileSync, statSync } from 'node:fs';
import type { Clock } from '../domain/clock.ts';
import { AccessConfigError } from './access-errors.ts';
import type { AccessLog } from './dependencies.ts';

/** A file whose content follows the disk. */
export interface WatchedFile<Content> {
  /** The content as of now, or the last that could be used. */
  current(): Content;
}

export interface WatchedFileOptions<Content> {
  readonly path: string;
  /** The setting that names the file: what problems begin with. */
  readonly setting: string;
  /** Most bytes that are read. */
  readonly maxBytes: number;
  /** Throws `UnusableAccess`. Given the content so far, if any, so that what did not change can stay what it is. */
  readonly parse: (text: string, previous: Content | null) => Content;
  readonly logger: AccessLog;
  readonly clock: Clock;
}

/**
 * Reads a file now, and again as soon as somebody asks after it has changed: no timer, and no notice of change that
 * could get lost. It is looked at by its path each time, so a file renamed into place counts as a change, also
 * through the symbolic links that Kubernetes mounts secrets behind. A look serves all who ask in the same turn of the
 * event loop within a millisecond: as a rule they had come before it. A version that cannot be used is reported once and
 * passed over. Throws `UnusableAccess` when the first version is one.
 */
export function followFile<Content>(options: WatchedFileOptions<Content>): WatchedFile<Content> {
  const { path, setting, parse, logger, clock } = options;
  let version = versionOf(path);
  let content = parse(readText(options), null);
  let lookedAt = Number.NEGATIVE_INFINITY;
  const forget = (): void => {
    lookedAt = Number.NEGATIVE_INFINITY;
  };

  return {
    current() {
      const time = clock.now();
      if (time - lookedAt < LOOK_SERVES_MS) return content;
      if (lookedAt === Number.NEGATIVE_INFINITY) setImmediate(forget);
      lookedAt = time;
      const now = versionOf(path);
      if (now === version) return content;
      version = now;
      try {
        content = parse(readText(options), content);
        logger.info({ setting }, 'access file read anew');
      } catch (error) {
        const problems = error instanceof AccessConfigError ? error.problems : [`${setting} cannot be read.`];
        logger.error(
          { setting, problems },
          'access file cannot be used: the version before it stays in force',
        );
      }
      return content;
    },
  };
}

/** Of a turn that takes long, more may come after the look. */
const LOOK_SERVES_MS = 1;

/**
 * Differs when the file does, to the clock tick of the file system. Costs a few microseconds. It blocks, so that
 * whoever waits for the look cannot overtake it.
 */
function versionOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch {
    return 'out of reach';
  }
}

type FileLimits = Pick<WatchedFileOptions<unknown>, 'path' | 'setting' | 'maxBytes'>;

function readText({ path, setting, maxBytes }: FileLimits): string {
  let bytes: Buffer | null;
  try {
    bytes = statSync(path).size > maxBytes ? null : readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new AccessConfigError([`${setting} cannot be read (${code}).`]);
  }
  if (bytes === null) throw new AccessConfigError([`${setting} is larger than ${maxBytes} bytes.`]);
  return bytes.toString('utf8');
}
