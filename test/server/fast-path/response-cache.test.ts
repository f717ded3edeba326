import { describe, expect, it } from 'vitest';
import { UpstreamCache } from '../../../src/cache/upstream-cache.ts';
import type { Call } from '../../../src/domain/call.ts';
import { lifetimeOf } from '../../../src/domain/freshness.ts';
import { ResponseCache } from '../../../src/server/fast-path/response-cache.ts';
import { toSuccessResponse } from '../../../src/server/fast-path/success-response.ts';
import { ResponseDependencies } from '../../../src/server/request/response-dependencies.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { createTestClock } from '../../support/test-clock.ts';

const clock = createTestClock();
const responseKey = { partition: '', accept: '*/*', body: Buffer.from('{}') };

function callOf(): Call {
  const at = new Date(clock.now());
  return { status: 'COMPLETED', endedAt: new Date(0), fetchedAt: at } as unknown as Call;
}

const originOf = (value: Call) => ({
  provider: 'osvi',
  lifetime: lifetimeOf,
  fetch: async () => ({ value, body: Buffer.alloc(1_000), fetchedAtMs: clock.now() }),
  parse: () => ({ value, body: null, fetchedAtMs: clock.now() }),
});

/** Caches a response built from one call, and returns a weak reference to that call. */
async function cacheOne(cache: UpstreamCache, responses: ResponseCache): Promise<WeakRef<Call>> {
  const call = callOf();
  await cache.read('a', originOf(call));
  const dependencies = new ResponseDependencies();
  await cache.read('a', originOf(call), { onCacheRead: dependencies.onCacheRead });
  responses.set(responseKey, { ...toSuccessResponse('{}', [], {}), calls: dependencies.calls ?? [] });
  return new WeakRef(call);
}

describe('the response cache', () => {
  it('keeps no evicted call alive, and no longer returns its response', async () => {
    const cache = new UpstreamCache({ maxBytes: 20_000, clock });
    const responses = new ResponseCache(cache, 1_000_000);
    const call = await cacheOne(cache, responses);
    expect(responses.get(responseKey)).not.toBeNull();
    for (let index = 0; index < 20; index += 1) await cache.read(`b${index}`, originOf(callOf()));
    await collectGarbage();
    expect(call.deref()).toBeUndefined();
    expect(responses.get(responseKey)).toBeNull();
  });

  it("keeps only the response's own bytes alive, and not Node's buffer pool", () => {
    const cache = new UpstreamCache({ maxBytes: 20_000, clock });
    const responses = new ResponseCache(cache, 1_000_000);
    responses.set(responseKey, { ...toSuccessResponse('{"data":{}}', [], {}), calls: [] });
    expect(String(responses.get(responseKey)?.bytes)).toBe('{"data":{}}');
    expect(responses.get(responseKey)?.bytes.buffer.byteLength).toBe(11);
  });

  it('counts its whole key, the accept header included', () => {
    const cache = new UpstreamCache({ maxBytes: 20_000, clock });
    const responses = new ResponseCache(cache, 100_000);
    const keyOf = (index: number) => ({ ...responseKey, accept: '*/*;'.repeat(3_750) + index });
    const response = { ...toSuccessResponse('{"data":{}}', [], {}), calls: [] };
    for (let index = 0; index < 10; index += 1) responses.set(keyOf(index), response);
    const kept = Array.from({ length: 10 }, (_, index) => responses.get(keyOf(index))).filter(Boolean);
    expect(kept).toHaveLength(6);
  });
});
