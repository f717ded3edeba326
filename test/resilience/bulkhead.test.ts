import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Bulkhead, QueueFull } from '../../src/resilience/bulkhead.ts';

const STAYS = { signal: new AbortController().signal };
setMaxListeners(0, STAYS.signal); // every attempt of this file that waits listens to it

it('the average duration ignores attempts that were aborted early', async () => {
  const queue = new Bulkhead({ concurrency: 1, maxQueued: 100, perSecond: null });
  const attempt = () => delay(100, 'response');
  await queue.run(attempt, 1_000, STAYS);
  for (let index = 0; index < 20; index += 1) {
    const cut = new AbortController();
    const run = queue.run(() => delay(5_000, 'late', { signal: cut.signal }), 1_000, cut);
    setTimeout(() => cut.abort(), 2);
    await expect(run).rejects.toThrow();
  }
  const inFlight = queue.run(attempt, 1_000, STAYS);
  const inTurn = queue.run(attempt, 1_000, STAYS);
  await expect(queue.run(attempt, 150, STAYS)).rejects.toBeInstanceOf(QueueFull);
  expect(await Promise.all([inFlight, inTurn])).toEqual(['response', 'response']);
});

it('has room in a full queue for a client with few attempts, and serves it before those of one with many', async () => {
  const queue = new Bulkhead({ concurrency: 1, maxQueued: 20, perSecond: null });
  const [many, few] = [{}, {}];
  const done: string[] = [];
  const attempt = (name: string) => async () => {
    await delay(1);
    done.push(name);
  };
  const runs = Array.from({ length: 21 }, () =>
    queue.run(attempt('many'), 10_000, { ...STAYS, owner: many }),
  );
  await expect(queue.run(attempt('many'), 10_000, { ...STAYS, owner: many })).rejects.toBeInstanceOf(
    QueueFull,
  );
  await queue.run(attempt('few'), 10_000, { ...STAYS, owner: few });
  expect(done.indexOf('few')).toBeLessThanOrEqual(2);
  await Promise.all(runs);
  expect(done).toHaveLength(22);
});

it('holds twice its size at most, however many clients wait', () => {
  const queue = new Bulkhead({ concurrency: 1, maxQueued: 10, perSecond: null });
  const results = Array.from({ length: 50 }, () =>
    queue.run(() => new Promise(() => {}), 10_000, { ...STAYS, owner: {} }).catch(() => {}),
  );
  expect(results).toHaveLength(50);
  expect(queue.queued).toBeLessThanOrEqual(20);
  expect(queue.inFlight).toBe(1);
});
