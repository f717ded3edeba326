import type { OperationRequest } from '../providers/operation.ts';

/** The path and query string of a request, as they are sent. Parameters stand in the order of `query`. */
export function requestTarget({ path, query }: OperationRequest): string {
  if (query === undefined) return path;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.append(name, String(value));
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}
