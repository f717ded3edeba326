import { type GraphQLResolveInfo, Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { providers } from '../../schema/providers.ts';
import { rememberEndpoints } from '../../schema/remember-endpoints.ts';
import type { Scope } from '../../src/domain/scope.ts';

const provider = providers.find(({ getCall }) => getCall.length > 1);

/** The number of selections that three requests of one operation take: two of one client, and one of another. */
function countSelections(query: string): number {
  const [operation] = parse(query).definitions;
  if (provider === undefined || operation?.kind !== Kind.OPERATION_DEFINITION)
    throw new Error('No operation');
  const fieldNodes = operation.selectionSet.selections;
  const info = { operation, fieldNodes, fieldName: 'call', fragments: {} } as unknown as GraphQLResolveInfo;
  let count = 0;
  const select = () => {
    count += 1;
    return { endpoints: [], commonFields: true };
  };
  const scopes: readonly Scope[][] = [['calls:read'], ['calls:read'], ['calls:read', 'calls:content']];
  for (const granted of scopes) rememberEndpoints(provider, info, new Set(granted), select);
  return count;
}

it('endpoints are selected once for an operation and a set of scopes, each time where a directive takes a variable', () => {
  expect(countSelections('{ call(id: "a:b") { id summary } }')).toBe(2);
  expect(countSelections('{ call(id: "a:b") { id summary @include(if: true) } }')).toBe(2);
  expect(countSelections('query ($no: Boolean!) { call(id: "a:b") { id summary @skip(if: $no) } }')).toBe(3);
});
