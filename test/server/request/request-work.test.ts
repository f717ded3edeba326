import { expect, it } from 'vitest';
import type { GraphContext } from '../../../schema/context.ts';
import { chargeResult } from '../../../src/server/request/request-work.ts';

const SMALL = { bytes: 100, errors: 0 };

/** A request whose counts the test sets, with what has been charged to its client. */
function createRequest() {
  const counts = { upstreamRequests: 0 };
  const charged: number[] = [];
  const graphContext = {
    metrics: counts,
    responseFields: { count: 0 },
    responseErrors: { leftOut: 0 },
  } as unknown as GraphContext;
  const state = {
    graphContext,
    chargedRequests: 0,
    charge: (operations: number) => void charged.push(operations),
  };
  return { state, counts, charged };
}

it('counts the first request to a provider once and each further one twice', () => {
  for (const [requests, operations] of [
    [0, 0],
    [1, 1],
    [2, 3],
    [20, 39],
  ] as const) {
    const { state, counts, charged } = createRequest();
    counts.upstreamRequests = requests;
    chargeResult(state, SMALL);
    expect(charged).toEqual([operations]);
  }
});

it('counts each request to a provider in one result only, of the many that a subscription has', () => {
  const { state, counts, charged } = createRequest();
  for (const requests of [1, 2, 2, 5]) {
    counts.upstreamRequests = requests;
    chargeResult(state, SMALL);
  }
  expect(charged).toEqual([1, 2, 0, 6]);
});
