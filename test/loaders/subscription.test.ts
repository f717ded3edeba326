import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createToken } from '../../src/access/token-hash.ts';
import type { Wait } from '../../src/domain/timing.ts';
import { entryFor, temporaryFile } from '../access/access-fixture.ts';
import { type Subscription, subscribe } from '../support/event-stream.ts';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const LIVE = { call_status: 'in-progress', status: 'in-progress' };
const SETTLED = { status: 'completed', end_time: '2026-05-01T10:00:00Z' };
const UPDATES = 'subscription { callUpdates(id: "puretalk:1") { status summary } }';

interface Seen {
  readonly callUpdates: { readonly status: string; readonly summary: string | null } | null;
}

/** The provider's record of the call; `null` when the provider fails. */
let record: object | null;
let providers: MockProviders;
let testServer: TestServer;
let clock: TestClock;
/** The pending waits, each to be resolved. */
let waiting: (() => void)[];
let waits: number[];
let cutShort: number;

/** Waits until the test goes on; a signal ends the wait, as it ends a timer. */
const wait: Wait = (milliseconds, signals) =>
  new Promise((resolve) => {
    waits.push(milliseconds);
    waiting.push(resolve);
    for (const signal of signals)
      if (signal.aborted) resolve();
      else
        signal.addEventListener('abort', () => {
          cutShort += 1;
          resolve();
        });
  });

/** Ends all pending waits. */
async function pass(): Promise<void> {
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  clock.advance(20_000);
  for (const wake of waiting.splice(0)) wake();
}

async function open(environment: Record<string, string> = {}): Promise<void> {
  testServer = await startTestServer(
    { ...providers.environment, UPSTREAM_RETRIES: '0', ...environment },
    { clock, wait },
  );
}

const watch = (headers?: Record<string, string>): Promise<Subscription<Seen>> =>
  subscribe<Seen>(testServer.url, UPDATES, headers);

beforeEach(async () => {
  clock = createTestClock();
  waiting = [];
  waits = [];
  cutShort = 0;
  record = LIVE;
  providers = await startMockProviders((_id, response) => {
    if (record !== null) return record;
    response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
    return undefined;
  });
});

afterEach(async () => {
  await testServer.stop();
  await providers.close();
});

it('a subscription sends the call as it is, then each change, and completes when the call has settled', async () => {
  await open();
  const updates = await watch();
  expect((await updates.next())?.data?.callUpdates?.status).toBe('IN_PROGRESS');
  await pass();
  await expect.poll(() => waits.length).toBe(2); // it was read again, and nothing was new
  record = { ...LIVE, call_analysis: { summary: 'So far, so good.' } };
  await pass();
  expect((await updates.next())?.data?.callUpdates).toEqual({
    status: 'IN_PROGRESS',
    summary: 'So far, so good.',
  });
  record = SETTLED;
  await pass();
  expect((await updates.next())?.data?.callUpdates?.status).toBe('COMPLETED');
  expect(await updates.next()).toBeNull();
  expect(providers.requestCount).toBe(4);
  expect(waits).toEqual([2_000, 2_000, 2_000]);
});

it('one request an interval serves all subscriptions to a call', async () => {
  await open();
  const all = await Promise.all(Array.from({ length: 20 }, () => watch()));
  for (const updates of all)
    expect(await updates.next()).toEqual({ data: { callUpdates: { status: 'IN_PROGRESS', summary: null } } });
  record = SETTLED;
  await expect.poll(() => waiting.length).toBe(20);
  await pass();
  for (const updates of all) {
    expect((await updates.next())?.data?.callUpdates?.status).toBe('COMPLETED');
    expect(await updates.next()).toBeNull();
  }
  expect(providers.requestCount).toBe(2);
});

it("a subscription sends a change at once when another client's query has fetched it", async () => {
  await open();
  const updates = await watch();
  await updates.next();
  await expect.poll(() => waiting.length).toBe(1);
  record = SETTLED;
  clock.advance(20_000);
  await testServer.query('{ call(id: "puretalk:1") { status } }');
  expect((await updates.next())?.data?.callUpdates?.status).toBe('COMPLETED');
  expect(await updates.next()).toBeNull();
  expect(providers.requestCount).toBe(2);
  expect(waits).toEqual([2_000]); // and nothing ended that wait but the newer copy
});

it('a subscription sends null and completes for a call that does not exist', async () => {
  await open();
  providers.servers['puretalk']?.respondWith((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  });
  const updates = await watch();
  expect(await updates.next()).toEqual({ data: { callUpdates: null } });
  expect(await updates.next()).toBeNull();
});

it.each([
  ['when the provider rejects the key', UPDATES, 'PROVIDER_UNAUTHORIZED'],
  [
    'for an id that no call can have',
    'subscription { callUpdates(id: "nobody:1") { id } }',
    'BAD_USER_INPUT',
  ],
])('a subscription ends with an error on its path %s', async (_when, query, code) => {
  record = null;
  await open();
  const updates = await subscribe(testServer.url, query);
  const last = await updates.next();
  expect(last?.errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
    [['callUpdates'], code],
  ]);
  expect(await updates.next()).toBeNull();
});

it('a subscription ends with a reason when the server stops, and does not delay the stop', async () => {
  await open();
  const updates = await watch();
  await updates.next();
  await expect.poll(() => waiting.length).toBe(1);
  const stopped = testServer.stop();
  expect((await updates.next())?.errors?.[0]?.extensions?.['code']).toBe('SERVER_STOPPING');
  expect(await updates.next()).toBeNull();
  await stopped;
});

it('a subscription sends no more requests once its client has left', async () => {
  await open();
  const updates = await watch();
  await updates.next();
  await expect.poll(() => waiting.length).toBe(1);
  updates.leave();
  await expect(updates.next()).rejects.toThrow();
  await expect.poll(() => cutShort).toBe(1);
  await testServer.query('{ __typename }');
  expect(waits).toEqual([2_000]);
  expect(providers.requestCount).toBe(1);
});

it('a subscription ends for a client whose token is revoked, before it sends anything more', async () => {
  const token = createToken();
  const tokens = temporaryFile(
    'tokens.json',
    JSON.stringify([entryFor(token, { name: 'north', scopes: ['calls:read'] })]),
  );
  await open({ ACCESS_TOKENS_FILE: tokens });
  const updates = await watch({ authorization: `Bearer ${token}` });
  await updates.next();
  writeFileSync(tokens, '[]');
  record = SETTLED;
  await pass();
  const last = await updates.next();
  expect(last?.data?.callUpdates).toBeNull();
  expect(last?.errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  expect(await updates.next()).toBeNull();
  expect(providers.requestCount).toBe(1);
});

it('a subscription beyond the limit for one client is rejected, until another one ends', async () => {
  await open({ CLIENT_MAX_SUBSCRIPTIONS: '2' });
  const first = await watch();
  await first.next();
  await (await watch()).next();
  const refused = await watch();
  expect((await refused.next())?.errors?.[0]?.extensions).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    allowed: 2,
  });
  first.leave();
  await expect
    .poll(async () => (await (await watch()).next())?.data?.callUpdates?.status)
    .toBe('IN_PROGRESS');
});
