import { expect, it } from 'vitest';
import { osvi } from '../../src/providers/osvi.ts';
import type { CommonCallOperation, Provider } from '../../src/providers/provider.ts';
import { ECHOLINE, getCall } from '../upstream/invented-provider.ts';

const partial = { ...getCall, hasCommonFields: false } as const;
const merge: NonNullable<Provider['merge']> = ([first]) => {
  if (first === undefined) throw new Error('There is nothing to merge');
  return first;
};

/** The type check proves each line: one that compiles where an error is expected fails it. */
const declared: readonly Provider[] = [
  { ...ECHOLINE, getCall: [getCall] },
  { ...ECHOLINE, getCall: [getCall, partial], merge },
  // @ts-expect-error: two operations need a way to merge their results
  { ...ECHOLINE, getCall: [getCall, getCall] },
  // @ts-expect-error: three operations need one as well
  { ...ECHOLINE, getCall: [getCall, partial, getCall] },
  // @ts-expect-error: the first operation provides the common fields, because it is read when any would do
  { ...ECHOLINE, getCall: [partial, getCall], merge },
  // @ts-expect-error: a provider reads calls
  { ...ECHOLINE, getCall: [] },
];

it('a provider of its own call type is also a provider of calls, so that one layer serves all of them', () => {
  const general: Provider = osvi;
  const operation: CommonCallOperation = general.getCall[0];
  expect(operation.name).toBe('get-call');
  expect(declared).toHaveLength(6);
});
