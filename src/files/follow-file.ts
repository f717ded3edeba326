import { readFileSync, statSync } from 'node:fs';
import type { Clock } from '../domain/clock.ts';

/** A file whose parsed content follows the file on disk. */
export interface FollowedFile<Content> {
  /** The content of the file as it is now, or of its last usable version. */
  current(): Content;
}

export interface FollowFileOptions<Content> {
  readonly path: string;
  /** Longest file that is read, in bytes. */
  readonly maxBytes: number;
  /** Throws when the text is unusable. Receives the content so far, so that it can keep the objects that did not change. */
  readonly parse: (text: string, previous: Content | null) => Content;
  /** Called when a new version of the file has replaced the content. */
  readonly onChange: (content: Content) => void;
  /** Called once for a new version that cannot be read or parsed; the content stays. */
  readonly onInvalid: (error: unknown) => void;
  readonly clock: Clock;
}

/** The file cannot be read, or is too long. The message completes a sentence that begins with the file's name. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * Reads the file now, and again in the first call of `current` after it has changed: there is no timer, and no change
 * event that could get lost. The path is resolved each time, so a file renamed into place counts as a change, also
 * behind the symbolic links through which Kubernetes mounts secrets. One `stat` serves all calls within the same turn
 * of the event loop and the same millisecond, because their requests usually arrived before it. Throws `UnreadableFile`,
 * or the error of `parse`, when the first version is unusable.
 */
export function followFile<Content>(options: FollowFileOptions<Content>): FollowedFile<Content> {
  const { path, parse, onChange, onInvalid, clock } = options;
  let version = versionOf(path);
  let content = parse(readText(options), null);
  let checkedAt = Number.NEGATIVE_INFINITY;
  const forgetCheck = (): void => {
    checkedAt = Number.NEGATIVE_INFINITY;
  };

  return {
    current() {
      const now = clock.now();
      if (now - checkedAt < CHECK_HOLDS_MS) return content;
      if (checkedAt === Number.NEGATIVE_INFINITY) setImmediate(forgetCheck);
      checkedAt = now;
      const found = versionOf(path);
      if (found === version) return content;
      version = found;
      try {
        content = parse(readText(options), content);
      } catch (error) {
        onInvalid(error);
        return content;
      }
      onChange(content);
      return content;
    },
  };
}

/** In a turn of the event loop that takes longer than this, requests may arrive after the check. */
const CHECK_HOLDS_MS = 1;

/**
 * Identifies the version of the file, to the resolution of the file system's clock. Costs a few microseconds. The call
 * is synchronous, so that no request can overtake another one that waits for it.
 */
function versionOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch {
    return 'unreachable';
  }
}

function readText({ path, maxBytes }: Pick<FollowFileOptions<unknown>, 'path' | 'maxBytes'>): string {
  let bytes: Buffer | null;
  try {
    bytes = statSync(path).size > maxBytes ? null : readFileSync(path);
  } catch (error) {
    throw new UnreadableFile(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
  if (bytes === null) throw new UnreadableFile(`is larger than ${maxBytes} bytes`);
  return bytes.toString('utf8');
}
