import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AbortSignalLike } from '../../src/domain/abort-signal.ts';
import type { Call } from '../../src/domain/call.ts';
import { delay } from '../../src/domain/timing.ts';
import { CallLoader } from '../../src/loaders/call-loader.ts';
import { type SubscriptionLifetime, watchCall } from '../../src/loaders/watch-call.ts';
import { sendJson } from '../support/mock-server.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import {
  callOf,
  connectInvented,
  echoline,
  getCall,
  type InventedUpstream,
} from '../upstream/invented-provider.ts';

const CALL = { provider: 'echoline', providerCallId: '1' };
const HOUR_MS = 3_600_000;

let clock: TestClock;
let invented: InventedUpstream;
let ended: boolean;
let waits: AbortSignalLike[];

/** Polls so rarely that only a newer copy can end a wait. */
const lifetime: SubscriptionLifetime = {
  wait(_milliseconds, woken) {
    waits.push(woken);
    return delay(HOUR_MS, [woken]);
  },
  endReason: () => (ended ? { reason: null } : null),
};

beforeEach(async () => {
  clock = createTestClock();
  ended = false;
  waits = [];
  let responses = 0;
  invented = await connectInvented(
    echoline,
    (_request, response) => {
      responses += 1;
      sendJson(response, 200, { live: true, count: responses });
    },
    { clock },
  );
});

afterEach(() => invented.close());

const watch = (): AsyncGenerator<Call | null, void> =>
  watchCall(
    {
      read: () => new CallLoader(invented.upstream.source).load('1'),
      watch: (listener) => invented.upstream.source.watch('1', listener),
    },
    lifetime,
  );

function put(raw: Record<string, string | boolean>): void {
  const response = {
    status: 200,
    location: null,
    body: raw,
    input: CALL,
    subject: CALL,
    fetchedAt: new Date(clock.now()),
  };
  invented.upstream.put(getCall, CALL, {
    value: callOf(response, { raw, status: raw['live'] === true ? 'IN_PROGRESS' : 'COMPLETED' }),
    body: Buffer.from(JSON.stringify(raw)),
    fetchedAtMs: clock.now(),
  });
}

it('a watched call is yielded as soon as a newer copy is put into the cache, without a request', async () => {
  const updates = watch();
  expect((await updates.next()).value).toMatchObject({ raw: { count: 1 } });
  const next = updates.next();
  await expect.poll(() => waits.length).toBe(1);
  put({ live: true, note: 'put' });
  expect((await next).value).toMatchObject({ raw: { note: 'put' } });
  expect(invented.server.requests).toHaveLength(1);
  await updates.return();
});

it('a copy that arrives while the client is busy with the last one is not missed', async () => {
  const updates = watch();
  await updates.next();
  put({ live: true, note: 'while busy' });
  expect((await updates.next()).value).toMatchObject({ raw: { note: 'while busy' } });
  await updates.return();
});

it("a watched call is yielded when another client's read fetches a newer copy", async () => {
  const updates = watch();
  await updates.next();
  const next = updates.next();
  await expect.poll(() => waits.length).toBe(1);
  clock.advance(60_000);
  await invented.upstream.run(getCall, CALL);
  expect((await next).value).toMatchObject({ raw: { count: 2 } });
  expect(invented.server.requests).toHaveLength(2);
  await updates.return();
});

it('a newer copy that says nothing new is not yielded, and is waited past', async () => {
  const updates = watch();
  await updates.next();
  const next = updates.next();
  await expect.poll(() => waits.length).toBe(1);
  put({ live: true, note: 'first' });
  await next;
  const later = updates.next();
  await expect.poll(() => waits.length).toBe(2);
  put({ live: true, note: 'first' });
  await expect.poll(() => waits.length).toBe(3);
  put({ live: true, note: 'second' });
  expect((await later).value).toMatchObject({ raw: { note: 'second' } });
  await updates.return();
});

it('a watcher leaves nothing behind in the cache when its client leaves', async () => {
  const updates = watch();
  await updates.next();
  const next = updates.next();
  await expect.poll(() => waits.length).toBe(1);
  ended = true;
  put({ live: true, note: 'last' });
  expect(await next).toEqual({ value: undefined, done: true });
  expect(invented.cache.watched).toBe(0);
});
