import { readFileSync, statSync } from 'node:fs';
import { UnusableAccess } from './access-errors.ts';
import type { AccessLog } from './dependencies.ts';

/** A file whose content follows the disk. */
export interface WatchedFile<Content> {
  /** The content as of this turn of the event loop, or the last that could be used. */
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
}

/**
 * Reads a file now, and again as soon as somebody asks after it has changed: no timer, and no notice of change that
 * could get lost. It is looked at by its path each time, so a file renamed into place counts as a change, also
 * through the symbolic links that Kubernetes mounts secrets behind. Once a turn of the event loop is enough: what a
 * turn hands out had arrived before it began, so nobody who asks in it came after a change that it does not see. A
 * version that cannot be used is reported once and passed over. Throws `UnusableAccess` when the first version is one.
 */
export function watchFile<Content>(options: WatchedFileOptions<Content>): WatchedFile<Content> {
  const { path, setting, parse, logger } = options;
  let version = versionOf(path);
  let content = parse(readText(options), null);
  let isLookedAt = false;

  return {
    current() {
      if (isLookedAt) return content;
      isLookedAt = true;
      setImmediate(() => {
        isLookedAt = false;
      });
      const now = versionOf(path);
      if (now === version) return content;
      version = now;
      try {
        content = parse(readText(options), content);
        logger.info({ setting }, 'access file read anew');
      } catch (error) {
        const problems = error instanceof UnusableAccess ? error.problems : [`${setting} cannot be read.`];
        logger.error(
          { setting, problems },
          'access file cannot be used: the version before it stays in force',
        );
      }
      return content;
    },
  };
}

/**
 * Differs when the file does, to the clock tick of the file system. Costs a few microseconds. It blocks, so that
 * whoever asks after a change cannot overtake it.
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
    throw new UnusableAccess([`${setting} cannot be read (${code}).`]);
  }
  if (bytes === null) throw new UnusableAccess([`${setting} is larger than ${maxBytes} bytes.`]);
  return bytes.toString('utf8');
}
