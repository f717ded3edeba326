import type { GraphQLParams } from 'graphql-yoga';

/** The parameters that name a document in place of its text: of GraphQL over HTTP, of Relay, and of both. */
export const DOCUMENT_ID_PARAMETERS = ['documentId', 'doc_id', 'id'] as const;

/** The id by which a request names its document; `null` when it names none. */
export function documentIdOf(params: GraphQLParams): string | null {
  const given: Readonly<Record<string, unknown>> = { ...params };
  for (const name of DOCUMENT_ID_PARAMETERS) {
    const id = given[name];
    if (typeof id === 'string' && id !== '') return id;
  }
  return persistedQueryHashOf(params);
}

/** The hash in the request's `extensions`, in the form that Apollo defined and most clients send. */
export function persistedQueryHashOf({ extensions }: GraphQLParams): string | null {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown };
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return null;
  const { sha256Hash } = persistedQuery as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' && sha256Hash !== '' ? sha256Hash : null;
}
