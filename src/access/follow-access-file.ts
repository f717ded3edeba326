import { type FollowedFile, followFile, UnreadableFile } from '../files/follow-file.ts';
import { AccessConfigError } from './access-errors.ts';
import type { AccessDependencies } from './dependencies.ts';

export interface AccessFileOptions<Content> extends Pick<AccessDependencies, 'logger' | 'clock'> {
  readonly path: string;
  /** The setting that names the file, with which problems begin. */
  readonly setting: string;
  /** Longest file that is read, in bytes. */
  readonly maxBytes: number;
  /** Throws `AccessConfigError` when the text is unusable. */
  readonly parse: (text: string, previous: Content | null) => Content;
  /** Called when a new version of the file has replaced the content. */
  readonly onChange?: (content: Content) => void;
}

/** Follows a file that decides who has access, and logs its changes. Throws `AccessConfigError` when its first version is unusable. */
export function followAccessFile<Content>(options: AccessFileOptions<Content>): FollowedFile<Content> {
  const { setting, logger, onChange } = options;
  try {
    return followFile({
      ...options,
      onChange: (content) => {
        logger.info({ setting }, 'the access file has changed and was read again');
        onChange?.(content);
      },
      onInvalid: (error) => {
        const { problems } = toConfigError(error, setting);
        logger.error(
          { setting, problems },
          'the new version of the access file cannot be used: the last usable version stays in force',
        );
      },
    });
  } catch (error) {
    throw error instanceof UnreadableFile ? toConfigError(error, setting) : error;
  }
}

function toConfigError(error: unknown, setting: string): AccessConfigError {
  if (error instanceof AccessConfigError) return error;
  return new AccessConfigError([
    `${setting} ${error instanceof UnreadableFile ? error.message : 'cannot be read'}.`,
  ]);
}
