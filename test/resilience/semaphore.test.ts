import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Semaphore } from '../../src/resilience/semaphore.ts';

const STAYS = { signal: new AbortController().signal };
setMaxListeners(0, STAYS.signal); // every task of this file that waits listens to it

/** A task that ends when it is told to. */
function createTask() {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

it('starts a task at once while there is room, and queues the others', () => {
  const semaphore = new Semaphore(2);
  const started: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    void semaphore.add(async () => {
      started.push(name);
      await delay(1);
    }, STAYS);
  }
  expect(started).toEqual(['a', 'b']);
  expect(semaphore).toMatchObject({ pending: 2, size: 1 });
});

it('starts queued tasks in order of arrival, one for each task that ends, whether it succeeds or fails', async () => {
  const semaphore = new Semaphore(3);
  const started: number[] = [];
  let inFlight = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      semaphore.add(async () => {
        started.push(index);
        inFlight += 1;
        most = Math.max(most, inFlight);
        await delay(index % 4);
        inFlight -= 1;
        if (index % 5 === 0) throw new Error('failed');
        return index;
      }, STAYS),
    ),
  );
  expect(started).toEqual(Array.from({ length: 30 }, (_, index) => index));
  expect(most).toBe(3);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(6);
  expect(semaphore).toMatchObject({ pending: 0, size: 0 });
});

it('gives the place of an aborted queued task to the next one', async () => {
  const semaphore = new Semaphore(1);
  const first = createTask();
  const leaving = new AbortController();
  const running = semaphore.add(first.run, STAYS);
  const second = semaphore.add(async () => 'second', leaving);
  const third = semaphore.add(async () => 'third', STAYS);
  leaving.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  expect(semaphore.size).toBe(1);
  first.end();
  await running;
  expect(await third).toBe('third');
});

it('starts no task whose signal is already aborted', async () => {
  const semaphore = new Semaphore(1);
  const signal = AbortSignal.abort(new Error('gone'));
  let ran = false;
  const added = semaphore.add(
    async () => {
      ran = true;
    },
    { signal },
  );
  await expect(added).rejects.toThrow('gone');
  expect(ran).toBe(false);
  expect(semaphore).toMatchObject({ pending: 0, size: 0 });
});
