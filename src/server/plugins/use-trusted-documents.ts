import { documentIdOf } from '../request/document-id.ts';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';
import type { ManifestFile } from '../trusted-documents/manifest-file.ts';

/**
 * Runs only the operations of a manifest, requested by hash. The hash comes as `extensions.persistedQuery.sha256Hash`,
 * as `documentId` (with or without `sha256:`), as `doc_id` or as `id`; text sent with a hash is ignored. Yoga's plugin
 * rejects with codes and a status of its own, and tells Apollo's clients to send the text instead.
 */
export function useTrustedDocuments(manifest: ManifestFile): ServerPlugin {
  return {
    onParams({ params, setParams }) {
      const id = documentIdOf(params);
      if (id === null)
        throw requestError(
          'DOCUMENT_NOT_TRUSTED',
          "This server runs only the operations of its manifest. Send a document's hash.",
        );
      const query = manifest.documentOf(id) ?? manifest.documentOf(id.replace(/^sha256:/, ''));
      if (query === undefined)
        throw requestError(
          'DOCUMENT_NOT_TRUSTED',
          "This server's manifest has no document with that hash. Deploy this client's manifest.",
        );
      const { operationName, variables, extensions } = params;
      setParams({
        query,
        ...(operationName !== undefined && { operationName }),
        ...(variables !== undefined && { variables }),
        ...(extensions !== undefined && { extensions }),
      });
    },
  };
}
