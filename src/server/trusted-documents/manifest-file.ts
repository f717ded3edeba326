import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Logger } from '../../telemetry/logger.ts';
import { type Manifest, ManifestError, parseManifest } from './parse-manifest.ts';

export interface ManifestFileOptions {
  readonly path: string;
  /** Milliseconds between two checks of the file for changes. Default 2000. */
  readonly intervalMs?: number;
  readonly logger: Logger;
  /** Called when a new version has replaced the old one. */
  readonly onChange?: () => void;
}

/** A manifest that follows its file: a valid new version replaces it, an invalid one does not. */
export class ManifestFile {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #onFileChange = (): void => void this.#reload();
  readonly #onChange: () => void;
  #manifest: Manifest;

  /** Reads the file synchronously. Throws `ManifestError` when it cannot be used, because there is no older version to keep. */
  constructor({ path, intervalMs = 2000, logger, onChange = () => {} }: ManifestFileOptions) {
    this.#path = path;
    this.#logger = logger;
    this.#onChange = onChange;
    try {
      this.#manifest = parseManifest(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new ManifestError(
        `The manifest of trusted documents at ${path} cannot be used: ${reasonOf(error)}.`,
      );
    }
    // The file is polled: replacing it behind a symbolic link, as Kubernetes does, raises no event.
    watchFile(path, { interval: intervalMs, persistent: false }, this.#onFileChange);
  }

  /** The text of a document; `undefined` when the manifest has no document with that id. */
  documentOf(id: string): string | undefined {
    return this.#manifest.get(id);
  }

  close(): void {
    unwatchFile(this.#path, this.#onFileChange);
  }

  async #reload(): Promise<void> {
    try {
      this.#manifest = parseManifest(await readFile(this.#path, 'utf8'));
      this.#onChange();
      this.#logger.info({ documents: this.#manifest.size }, 'reloaded the manifest of trusted documents');
    } catch (error) {
      this.#logger.error(
        { reason: reasonOf(error) },
        'the new manifest of trusted documents cannot be used; the old one stays in force',
      );
    }
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof ManifestError) return error.message;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `the file cannot be read (${code})` : 'the file cannot be read';
};
