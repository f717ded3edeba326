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

/** Keeps an answer that was made of one call, and only watches that call from then on. */
async function keepOne(cache: UpstreamCache, store: ResponseCache): Promise<WeakRef<Call>> {
  const call = callOf();
  await cache.read('a', originOf(call));
  const trace = new ResponseDependencies();
  await cache.read('a', originOf(call), { onCacheRead: trace.onCacheRead });
  store.set(responseKey, { ...toSuccessResponse('{}', [], {}), calls: trace.calls ?? [] });
  return new WeakRef(call);
}

describe('an answer at hand', () => {
  it('keeps no call alive that the cache has let go of, and is not given any more', async () => {
    const cache = new UpstreamCache({ maxBytes: 20_000, clock });
    const store = new ResponseCache(cache, 1_000_000);
    const call = await keepOne(cache, store);
    expect(store.get(responseKey)).not.toBeNull();
    for (let index = 0; index < 20; index += 1) await cache.read(`b${index}`, originOf(callOf()));
    await collectGarbage();
    expect(call.deref()).toBeUndefined();
    expect(store.get(responseKey)).toBeNull();
  });

  it('keeps nothing alive but its own bytes, of Node’s pool either', () => {
    const cache = new UpstreamCache({ maxBytes: 20_000, clock });
    const store = new ResponseCache(cache, 1_000_000);
    store.set(responseKey, { ...toSuccessResponse('{"data":{}}', [], {}), calls: [] });
    expect(String(store.get(responseKey)?.bytes)).toBe('{"data":{}}');
    expect(store.get(responseKey)?.bytes.buffer.byteLength).toBe(11);
  });
});
