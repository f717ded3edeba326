import type { Clock } from '../../domain/clock.ts';
import { type FollowedFile, followFile, UnreadableFile } from '../../files/follow-file.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { type Manifest, ManifestError, parseManifest } from './parse-manifest.ts';

export interface ManifestFileOptions {
  readonly path: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called when a new version of the manifest has replaced the last one. */
  readonly onChange: () => void;
}

/** Longest manifest that is read, in bytes. */
const MAX_FILE_BYTES = 256 * 1_048_576;

/** The manifest of trusted documents. It follows its file; an unusable new version leaves the last usable one in force. */
export class ManifestFile {
  readonly #file: FollowedFile<Manifest>;

  /** Throws `ManifestError` when the first version is unusable. */
  constructor({ path, logger, clock, onChange }: ManifestFileOptions) {
    try {
      this.#file = followFile({
        path,
        maxBytes: MAX_FILE_BYTES,
        parse: parseManifest,
        clock,
        onChange: ({ size }) => {
          onChange();
          logger.info(
            { documents: size },
            'the manifest of trusted documents has changed and was read again',
          );
        },
        onInvalid: (error) =>
          logger.error(
            { reason: reasonOf(error) },
            'the new manifest of trusted documents cannot be used: the last usable one stays in force',
          ),
      });
    } catch (error) {
      throw new ManifestError(
        `TRUSTED_DOCUMENTS_FILE: the manifest at ${path} cannot be used: ${reasonOf(error)}.`,
      );
    }
  }

  /** The text of a document; `undefined` when the manifest as it is now has no document of that id. */
  documentOf(id: string): string | undefined {
    return this.#file.current().get(id);
  }

  /** Notices a change of the file, so that `onChange` is called before anything learnt from the last version is used. */
  refresh(): void {
    this.#file.current();
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof ManifestError) return error.message;
  return error instanceof UnreadableFile ? `the file ${error.message}` : 'the file cannot be read';
};
