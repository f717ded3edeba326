import type { GraphQLParams } from 'graphql-yoga';
import { requestError } from '../request/request-error.ts';
import type { ServerPlugin } from '../request/server-context.ts';
import type { ManifestFile } from '../trusted-documents/manifest-file.ts';
import { DOCUMENT_ID_PARAMETERS } from './use-request-parameters.ts';

/**
 * Runs operations of a manifest, asked for by hash, and no others. The hash comes as
 * `extensions.persistedQuery.sha256Hash`, as `documentId` (with or without `sha256:`), as `doc_id` or as `id`. Text
 * that comes beside a hash is not read. Yoga’s plugin refuses with codes and a status of its own, and tells Apollo’s
 * clients to send the text instead.
 */
export function useTrustedDocuments(manifest: ManifestFile): ServerPlugin {
  return {
    onParams({ params, setParams }) {
      const id = idOf(params);
      if (id === null)
        throw requestError(
          'DOCUMENT_NOT_TRUSTED',
          'This server runs operations from its manifest only: send a document’s hash.',
        );
      const query = manifest.documentOf(id) ?? manifest.documentOf(id.replace(/^sha256:/, ''));
      if (query === undefined)
        throw requestError(
          'DOCUMENT_NOT_TRUSTED',
          'This server’s manifest has no document of that hash: deploy the manifest of this client.',
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

function idOf(params: GraphQLParams): string | null {
  const given: Readonly<Record<string, unknown>> = { ...params };
  for (const name of DOCUMENT_ID_PARAMETERS) {
    const id = given[name];
    if (typeof id === 'string' && id !== '') return id;
  }
  return hashOf(params);
}

/** The hash in the request’s `extensions`, in the form that Apollo defined and most clients send. */
export function hashOf({ extensions }: GraphQLParams): string | null {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown };
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return null;
  const { sha256Hash } = persistedQuery as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' && sha256Hash !== '' ? sha256Hash : null;
}
