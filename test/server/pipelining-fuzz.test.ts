import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { sendJson } from '../support/mock-server.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_125);
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60);
const BOUNDS = {
  seed: SEED,
  numRuns: RUNS,
  interruptAfterTimeLimit: RUNS * 120,
  markInterruptAsFailure: false,
} as const;
/** Few enough that the requests of three connections use up every place, if they are not given back. */
const PLACES = 24;

let providers: MockProviders;
let server: TestServer;
let silent = 0;
beforeAll(async () => {
  providers = await startMockProviders((id, response) => {
    if (id === 'dense') {
      sendJson(response, 200, { success: true, call: { transcript_json: Array(100_000).fill({}) } });
      return undefined;
    }
    if (!id.startsWith('late')) return {};
    silent += 1;
    response.once('close', () => {
      silent -= 1;
    });
    return new Promise(() => {});
  });
  server = await startTestServer(
    {
      UPSTREAM_RETRIES: '0',
      UPSTREAM_DEADLINE_MS: '60000',
      UPSTREAM_TIMEOUT_MS: '50000',
      ...providers.environment,
    },
    {
      endpoint: {
        limits: {
          operationsPerSecond: 0,
          concurrentPerClient: PLACES,
          concurrentInTotal: PLACES,
          subscriptionsPerClient: 2,
        },
      },
      httpServer: { headersTimeoutMs: 500, requestTimeoutMs: 500 },
    },
  );
});
afterAll(async () => {
  await server.stop({ graceMs: 0 });
  await providers.close();
});

const QUERY = 'query One($id: ID!) { call(id: $id) { id status transcript { turns { text } } } }';
const SUBSCRIPTION = 'subscription Watch($id: ID!) { callUpdates(id: $id) { id } }';

const id = fc.constantFrom('voxworks:dense', 'osvi:soon', 'osvi:late-1', 'puretalk:late-2', 'nobody:1', '');
const accept = fc.constantFrom(
  'application/json',
  'text/event-stream',
  'text/html',
  'multipart/mixed',
  'a/b',
);
const query = fc.constantFrom(QUERY, SUBSCRIPTION, '{ __typename }', '{ thereIsNoSuchField }', '{');
const post = fc.tuple(query, id, accept).map(([text, callId, type]) => {
  const body = JSON.stringify({ query: text, variables: { id: callId } });
  const head = `host: localhost\r\ncontent-type: application/json\r\naccept: ${type}\r\n`;
  return `POST /graphql HTTP/1.1\r\n${head}content-length: ${body.length}\r\n\r\n${body}`;
});
const get = fc.tuple(query, id, accept).map(([text, callId, type]) => {
  const parameters = new URLSearchParams({ query: text, variables: JSON.stringify({ id: callId }) });
  return `GET /graphql?${parameters} HTTP/1.1\r\nhost: localhost\r\nx-requested-with: a\r\naccept: ${type}\r\n\r\n`;
});
const other = fc.constantFrom(
  'GET /health HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n',
  'OPTIONS /graphql HTTP/1.1\r\nhost: a\r\norigin: https://a.example\r\n\r\n',
  'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"que',
  'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{',
  'nonsense\r\n\r\n',
);
const pipeline = fc.array(fc.oneof({ weight: 4, arbitrary: post }, { weight: 2, arbitrary: get }, other), {
  minLength: 1,
  maxLength: 8,
});

const ENDINGS: Readonly<Record<string, (socket: Socket) => unknown>> = {
  reset: (socket) => socket.resetAndDestroy(),
  close: (socket) => socket.destroy(),
  halfClose: (socket) => socket.end(),
};
const session = fc.record({
  pipeline,
  /** Where the text is cut into two writes, as a share of its length. */
  cut: fc.double({ min: 0, max: 1, noNaN: true }),
  isRead: fc.boolean(),
  waitMs: fc.integer({ min: 0, max: 40 }),
  ending: fc.constantFrom(...Object.keys(ENDINGS)),
});

describe(`pipelined requests on connections that end in any way (FUZZ_SEED=${SEED})`, () => {
  it('give back every place, abort every upstream request and cause no unexpected error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 3 }), async (sessions) => {
        await Promise.all(sessions.map(run));
        await expect
          .poll(async () => (await server.ask({ query: '{ __typename }' })).status, { timeout: 5_000 })
          .toBe(200);
      }),
      BOUNDS,
    );
    await expect.poll(() => silent, { timeout: 5_000 }).toBe(0);
    const all = await Promise.all(
      Array.from({ length: PLACES }, () => server.query('{ callResults(ids: ["osvi:soon"]) { id } }')),
    );
    expect(all.every(({ errors }) => errors === undefined)).toBe(true);
    expect(server.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  }, 60_000);
});

async function run({
  pipeline: texts,
  cut,
  isRead,
  waitMs,
  ending,
}: typeof session extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => {});
  let received = '';
  if (isRead) socket.on('data', (chunk) => (received += chunk));
  await once(socket, 'connect');
  const text = texts.join('');
  const at = Math.floor(text.length * cut);
  socket.write(text.slice(0, at));
  await sleep(waitMs / 2);
  socket.write(text.slice(at));
  await sleep(waitMs);
  ENDINGS[ending]?.(socket);
  await sleep(5);
  socket.destroy();
  expect(received).not.toMatch(/INTERNAL_SERVER_ERROR|node_modules/);
}
