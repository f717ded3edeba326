import { describe, expect, it } from 'vitest';
import { CallCache } from '../../../src/cache/call-cache.ts';
import type { Call } from '../../../src/domain/call.ts';
import { AnswerTrace } from '../../../src/server/answer-trace.ts';
import { AnswerStore } from '../../../src/server/fast-lane/answer-store.ts';
import { toWholeAnswer } from '../../../src/server/fast-lane/whole-answer.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { createTestClock } from '../../support/test-clock.ts';

const clock = createTestClock();
const question = { view: '', accept: '*/*', body: Buffer.from('{}') };

function callOf(): Call {
  const at = new Date(clock.now());
  return { status: 'COMPLETED', endedAt: new Date(0), fetchedAt: at } as unknown as Call;
}

const originOf = (call: Call) => ({
  fetch: async () => ({ call, body: Buffer.alloc(1_000) }),
  reread: () => ({ call, body: null }),
});

/** Keeps an answer that was made of one call, and only watches that call from then on. */
async function keepOne(cache: CallCache, store: AnswerStore): Promise<WeakRef<Call>> {
  const call = callOf();
  await cache.read('a', originOf(call));
  const trace = new AnswerTrace();
  await cache.read('a', originOf(call), { onServed: trace.onServed });
  store.keep(question, { ...toWholeAnswer('{}', [], {}), copies: trace.copies ?? [] });
  return new WeakRef(call);
}

describe('an answer at hand', () => {
  it('keeps no call alive that the cache has let go of, and is not given any more', async () => {
    const cache = new CallCache({ maxBytes: 20_000, clock });
    const store = new AnswerStore(cache, 1_000_000);
    const call = await keepOne(cache, store);
    expect(store.find(question)).not.toBeNull();
    for (let index = 0; index < 20; index += 1) await cache.read(`b${index}`, originOf(callOf()));
    await collectGarbage();
    expect(call.deref()).toBeUndefined();
    expect(store.find(question)).toBeNull();
  });

  it('keeps nothing alive but its own bytes, of Node’s pool either', () => {
    const cache = new CallCache({ maxBytes: 20_000, clock });
    const store = new AnswerStore(cache, 1_000_000);
    store.keep(question, { ...toWholeAnswer('{"data":{}}', [], {}), copies: [] });
    expect(String(store.find(question)?.bytes)).toBe('{"data":{}}');
    expect(store.find(question)?.bytes.buffer.byteLength).toBe(11);
  });
});
