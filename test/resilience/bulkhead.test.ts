import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Bulkhead, QueueFull } from '../../src/resilience/bulkhead.ts';

const STAYS = new AbortController().signal;

it('the average duration ignores attempts that were aborted early', async () => {
  const queue = new Bulkhead({ concurrency: 1, maxQueued: 100, perSecond: null });
  const attempt = () => delay(100, 'response');
  await queue.run(attempt, 1_000, STAYS);
  for (let index = 0; index < 20; index += 1) {
    const cut = new AbortController();
    const run = queue.run(() => delay(5_000, 'late', { signal: cut.signal }), 1_000, cut.signal);
    setTimeout(() => cut.abort(), 2);
    await expect(run).rejects.toThrow();
  }
  const inFlight = queue.run(attempt, 1_000, STAYS);
  const inTurn = queue.run(attempt, 1_000, STAYS);
  await expect(queue.run(attempt, 150, STAYS)).rejects.toBeInstanceOf(QueueFull);
  expect(await Promise.all([inFlight, inTurn])).toEqual(['response', 'response']);
});
