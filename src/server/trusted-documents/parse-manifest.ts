/** The documents that may run, by the id with which clients request them. */
export type Manifest = ReadonlyMap<string, string>;

/** The text is no manifest. The message tells what is wrong with it. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/**
 * Parses a manifest in the form of the client preset (`persistedDocuments`) and Relay (`persistConfig`), an object of
 * documents by hash, or in the form of Apollo's generator. Throws `ManifestError`.
 */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text);
  const entries = entriesOfApollo(value) ?? Object.entries(value);
  const manifest = new Map<string, string>();
  for (const [id, document] of entries) {
    if (typeof id !== 'string' || typeof document !== 'string' || document.trim() === '')
      throw new ManifestError('a manifest maps each hash to the text of its document');
    manifest.set(id, document);
  }
  if (manifest.size === 0) throw new ManifestError('it holds no documents');
  return manifest;
}

function parseJson(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ManifestError('it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ManifestError('it is not a JSON object');
  return value;
}

function entriesOfApollo(value: object): (readonly [unknown, unknown])[] | null {
  const { format, operations } = value as { format?: unknown; operations?: unknown };
  if (format !== 'apollo-persisted-query-manifest' || !Array.isArray(operations)) return null;
  return operations.map((operation: { id?: unknown; body?: unknown } | null) => [
    operation?.id,
    operation?.body,
  ]);
}
