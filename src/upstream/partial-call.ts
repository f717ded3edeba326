import type { Call } from '../domain/call.ts';
import { ProviderError } from '../domain/errors.ts';
import type { CallOperation } from '../providers/provider.ts';

/** The outcome of one operation of a call. */
export interface CallOutcome<C extends Call> {
  readonly operation: CallOperation<C>;
  readonly result: PromiseSettledResult<C | null>;
}

/**
 * Assembles one call from the outcomes of several operations; `merge` merges those that succeeded. The error of one that
 * failed takes the place of each of its exclusive fields. Returns `null` when the operations with common fields say that
 * there is no such call. Throws the first error when one of those failed and none has the call, because it may exist all
 * the same. Throws at once what is no `ProviderError`, such as the reason of an abort.
 */
export function assemble<C extends Call>(
  outcomes: readonly CallOutcome<C>[],
  merge: (calls: readonly C[]) => C | null,
): C | null {
  const calls: C[] = [];
  const failures: { readonly operation: CallOperation<C>; readonly error: ProviderError }[] = [];
  let hasCommonFields = false;
  for (const { operation, result } of outcomes) {
    if (result.status === 'rejected') {
      if (!(result.reason instanceof ProviderError)) throw result.reason;
      failures.push({ operation, error: result.reason });
    } else if (result.value !== null) {
      calls.push(result.value);
      hasCommonFields ||= operation.hasCommonFields;
    }
  }
  if (!hasCommonFields) {
    const failure = failures.find(({ operation }) => operation.hasCommonFields);
    if (failure !== undefined) throw failure.error;
    return null;
  }
  return failures.reduce(
    (partial, { operation, error }) => partial && withhold(partial, operation.exclusiveFields, error),
    merge(calls),
  );
}

/** A copy with `error` at each of `paths`: execution turns it into an error of that field, with the field's path. */
export const withhold = <C extends Call>(call: C, paths: readonly string[], error: ProviderError): C =>
  paths.reduce((copy, path) => putAt(copy, path.split('.'), error), call as object) as C;

/** When a path ends early, whether its end is empty is unknown, so the error is placed where the path ends. */
function putAt(holder: object, [name = '', ...rest]: readonly string[], error: ProviderError): object {
  const held: unknown = (holder as Record<string, unknown>)[name];
  const leadsOn = rest.length > 0 && typeof held === 'object' && held !== null && !(held instanceof Error);
  return { ...holder, [name]: leadsOn ? putAt(held, rest, error) : error };
}
