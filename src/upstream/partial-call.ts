import type { Call } from '../domain/call.ts';
import { ProviderError } from '../domain/errors.ts';
import type { Endpoint } from '../providers/provider.ts';

/** What one endpoint came to. */
export interface EndpointOutcome<C extends Call> {
  readonly endpoint: Endpoint<C>;
  readonly result: PromiseSettledResult<C | null>;
}

/**
 * One call of what several endpoints came to, `merge` making it of those that answered. The error of one that failed
 * stands in the place of each field that no other endpoint has. Throws the first error when nobody knows of the call,
 * for whoever failed may; and whatever is no `ProviderError`, such as the reason of an abort.
 */
export function assemble<C extends Call>(
  outcomes: readonly EndpointOutcome<C>[],
  merge: (calls: readonly C[]) => C | null,
): C | null {
  const calls: C[] = [];
  const failures: { readonly exclusiveFields: readonly string[]; readonly error: ProviderError }[] = [];
  for (const { endpoint, result } of outcomes) {
    if (result.status === 'rejected') {
      if (!(result.reason instanceof ProviderError)) throw result.reason;
      failures.push({ exclusiveFields: endpoint.exclusiveFields, error: result.reason });
    } else if (result.value !== null) calls.push(result.value);
  }
  const call = merge(calls);
  if (call === null && failures[0] !== undefined) throw failures[0].error;
  return failures.reduce(
    (partial, { exclusiveFields, error }) => partial && withhold(partial, exclusiveFields, error),
    call,
  );
}

/** A copy with `error` in the fields of `paths`: execution makes that field's own error of it, at its path. */
const withhold = <C extends Call>(call: C, paths: readonly string[], error: ProviderError): C =>
  paths.reduce((copy, path) => putAt(copy, path.split('.'), error), call as object) as C;

/** Where there is nothing on the way, nobody can say that there is nothing at its end: the error stands there already. */
function putAt(holder: object, [name = '', ...rest]: readonly string[], error: ProviderError): object {
  const held: unknown = (holder as Record<string, unknown>)[name];
  const leadsOn = rest.length > 0 && typeof held === 'object' && held !== null && !(held instanceof Error);
  return { ...holder, [name]: leadsOn ? putAt(held, rest, error) : error };
}
