import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockProviders, startMockProviders } from '../support/mock-providers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let providers: MockProviders;
let server: TestServer;
/** Lets the calls go that providers hold back. */
let release: () => void;
beforeEach(async () => {
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  providers = await startMockProviders(async (id) => {
    if (id.startsWith('slow')) await held;
    return {};
  });
  server = await startTestServer(providers.environment);
});
afterEach(async () => {
  release();
  await server.stop();
  await providers.close();
});

const LIST = 'query ($ids: [ID!]!, $ms: Int) { calls(ids: $ids, timeoutMs: $ms) { id } }';

describe('timeoutMs', () => {
  it('returns the calls that arrived in time and an error for each other call, whose fetch continues', async () => {
    const ids = ['osvi:quick', 'osvi:slow', 'puretalk:quick'];
    const first = await server.query(LIST, { ids, ms: 1_500 });
    expect(first.data).toEqual({ calls: [{ id: 'osvi:quick' }, null, { id: 'puretalk:quick' }] });
    expect(first.errors).toMatchObject([
      {
        path: ['calls', 1],
        extensions: { code: 'PROVIDER_TIMEOUT', provider: 'OSVI', providerCallId: 'slow' },
      },
    ]);
    release();
    await expect
      .poll(async () => (await server.query(LIST, { ids, ms: 1_000 })).errors, { timeout: 10_000 })
      .toBeUndefined();
    expect(providers.servers['osvi']?.requests).toHaveLength(2);
  });

  it('is data in callResults', async () => {
    const { data, errors } = await server.query(
      '{ callResults(ids: ["osvi:slow"], timeoutMs: 50) { call { id } error { code provider } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      callResults: [{ call: null, error: { code: 'PROVIDER_TIMEOUT', provider: 'OSVI' } }],
    });
  });

  it('holds for its own field alone', async () => {
    const asked = server.query(
      '{ a: call(id: "osvi:slow", timeoutMs: 50) { id } b: call(id: "osvi:slow") { id } }',
    );
    await expect.poll(() => providers.requestCount, { timeout: 10_000 }).toBe(1);
    setTimeout(release, 500);
    const { data, errors } = await asked;
    expect(data).toEqual({ a: null, b: { id: 'osvi:slow' } });
    expect(errors).toMatchObject([{ path: ['a'], extensions: { code: 'PROVIDER_TIMEOUT' } }]);
  });

  it('is waited for once, compiled operation or not', async () => {
    const ids = ['osvi:quick'];
    for (let round = 0; round < 12; round += 1) await server.query(LIST, { ids, ms: 400 });
    const began = performance.now();
    const { errors } = await server.query(LIST, { ids: ['osvi:slow'], ms: 400 });
    expect(errors).toMatchObject([{ extensions: { code: 'PROVIDER_TIMEOUT' } }]);
    expect(performance.now() - began).toBeLessThan(790);
  });

  it.each([0, -1, 120_001, 2_147_483_647])('is refused when it is %i', async (ms) => {
    const { data, errors } = await server.query(LIST, { ids: ['osvi:quick'], ms });
    expect(data).toEqual({ calls: null });
    expect(errors).toMatchObject([{ path: ['calls'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(providers.requestCount).toBe(0);
  });

  it.each([null, undefined, 1_000, 120_000])('may be %s', async (ms) => {
    const { data } = await server.query(LIST, { ids: ['osvi:quick'], ms });
    expect(data).toEqual({ calls: [{ id: 'osvi:quick' }] });
  });
});
