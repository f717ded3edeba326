import { checkParameters } from '../request/request-parameters.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/** Rejects unknown, missing and mistyped parameters, after a document id has been replaced by its document. */
export function useParameterChecks(): ServerPlugin {
  return { onParams: ({ params }) => checkParameters(params) };
}
