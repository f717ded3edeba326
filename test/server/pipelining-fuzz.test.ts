import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { sendJson } from '../support/mock-server.ts';
import { pipelinedSession, sendSession } from '../support/pipelined-sessions.ts';
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

describe(`pipelined requests on connections that end in any way (FUZZ_SEED=${SEED})`, () => {
  it('give back every place, abort every upstream request and cause no unexpected error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pipelinedSession, { minLength: 1, maxLength: 3 }), async (sessions) => {
        const { port } = new URL(server.url);
        for (const received of await Promise.all(sessions.map((each) => sendSession(each, Number(port)))))
          expect(received).not.toMatch(/INTERNAL_SERVER_ERROR|node_modules/);
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
