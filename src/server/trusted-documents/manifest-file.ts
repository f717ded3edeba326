import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Logger } from '../../telemetry/logger.ts';
import { type Manifest, ManifestError, parseManifest } from './parse-manifest.ts';

export interface ManifestFileOptions {
  readonly path: string;
  /** How often the file is looked at for changes. Default 2000. */
  readonly intervalMs?: number;
  readonly logger: Logger;
  /** Told when a new version has replaced the old one. */
  readonly onChange?: () => void;
}

/** A manifest that follows its file: replaced by each sound new version, kept when a new version is broken. */
export class ManifestFile {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #onTouched = (): void => void this.#reload();
  readonly #onChange: () => void;
  #manifest: Manifest;

  /** Reads the file at once. Throws `ManifestError` when it cannot be used: there is nothing yet to fall back on. */
  constructor({ path, intervalMs = 2000, logger, onChange = () => {} }: ManifestFileOptions) {
    this.#path = path;
    this.#logger = logger;
    this.#onChange = onChange;
    try {
      this.#manifest = parseManifest(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new ManifestError(`The manifest of documents at ${path} cannot be used: ${reasonOf(error)}.`);
    }
    // Polled, for a file that is swapped behind a link, as Kubernetes does, raises no event.
    watchFile(path, { interval: intervalMs, persistent: false }, this.#onTouched);
  }

  /** The text of a document; `undefined` when the manifest has none of that id. */
  documentOf(id: string): string | undefined {
    return this.#manifest.get(id);
  }

  close(): void {
    unwatchFile(this.#path, this.#onTouched);
  }

  async #reload(): Promise<void> {
    try {
      this.#manifest = parseManifest(await readFile(this.#path, 'utf8'));
      this.#onChange();
      this.#logger.info({ documents: this.#manifest.size }, 'manifest of documents read again');
    } catch (error) {
      this.#logger.error(
        { reason: reasonOf(error) },
        'new manifest of documents is broken; the old one stays',
      );
    }
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof ManifestError) return error.message;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `the file cannot be read (${code})` : 'the file cannot be read';
};
