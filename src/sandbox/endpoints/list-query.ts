import type { Json } from '../../domain/json.ts';
import type { ListedCall } from '../listed-call.ts';

/** A test that a list's rows have to pass. */
export type RowTest = (call: ListedCall) => boolean;

/** Tests that each named parameter, where it is given, equals the fact of the same name. */
export const equalityTests = (query: URLSearchParams, names: readonly string[]): readonly RowTest[] =>
  names.flatMap((name) => {
    const wanted = query.get(name);
    return wanted === null ? [] : [(call: ListedCall) => textOf(call.fact(name)) === wanted];
  });

/** Ids and numbers are compared as texts, for a query has nothing else. */
export const textOf = (value: Json | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** Returns the calls that pass every test, in their order; the first `most` of them. */
export const matching = (
  calls: Iterable<ListedCall>,
  tests: readonly RowTest[],
  most = Number.POSITIVE_INFINITY,
): readonly ListedCall[] => {
  const found: ListedCall[] = [];
  for (const call of calls) {
    if (found.length >= most) break;
    if (tests.every((test) => test(call))) found.push(call);
  }
  return found;
};

/** Returns the parameter as a whole number, `fallback` when it is absent, and `NaN` when it is something else. */
export const readWhole = (query: URLSearchParams, name: string, fallback: number): number => {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
};
