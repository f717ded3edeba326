import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AbortSignalLike } from '../../src/domain/abort-signal.ts';
import { ProviderRejected, ProviderTimeout } from '../../src/domain/errors.ts';
import { timersOf } from '../support/timers-of.ts';
import { CONNECTED, createAttempt, createPolicy, SUBJECT, unavailable } from './policy-fixture.ts';

describe('the deadline', () => {
  it('aborts an attempt that does not end', async () => {
    let aborted = false;
    const attempt = (signal: AbortSignalLike) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    await expect(createPolicy({ deadlineMs: 60 }).run(SUBJECT, attempt, CONNECTED)).rejects.toBeInstanceOf(
      ProviderTimeout,
    );
    expect(aborted).toBe(true);
  });

  it('counts the time spent in the queue', async () => {
    const policy = createPolicy({ deadlineMs: 80, concurrency: 1, retries: 0 });
    const never = () => new Promise<never>(() => {});
    const outcomes = await Promise.allSettled([
      policy.run(SUBJECT, never, CONNECTED),
      policy.run(SUBJECT, never, CONNECTED),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'PROVIDER_TIMEOUT' } });
    }
  });
});

describe('a client that disconnects', () => {
  it("ends the attempt with the signal's reason and without a retry", async () => {
    const client = new AbortController();
    let attempts = 0;
    const attempt = (signal: AbortSignalLike) =>
      new Promise<never>((_resolve, reject) => {
        attempts += 1;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const run = createPolicy().run(SUBJECT, attempt, client.signal);
    await expect.poll(() => attempts).toBe(1);
    client.abort(new Error('gone'));
    await expect(run).rejects.toThrow('gone');
    expect(attempts).toBe(1);
  });

  it('frees its place in the queue', async () => {
    const policy = createPolicy({ concurrency: 1 });
    const first = policy.run(SUBJECT, () => delay(50, 'first'), CONNECTED);
    const client = new AbortController();
    const second = policy.run(SUBJECT, async () => 'second', client.signal);
    const third = policy.run(SUBJECT, async () => 'third', CONNECTED);
    client.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    expect(await Promise.all([first, third])).toEqual(['first', 'third']);
  });
});

describe('a read that has ended', () => {
  const never = () => new Promise<never>(() => {});

  it.each([
    ['successful', () => createAttempt(), {}, 1],
    ['successful after a retry', () => createAttempt(unavailable()), {}, 2],
    ['rejected', () => createAttempt(new ProviderRejected(SUBJECT, 'No.')), {}, 1],
    ['timed out', () => never, { deadlineMs: 20 }, 1],
  ])(
    'has set one timer for its deadline and one for each wait, and leaves no timer and no listener: %s',
    async (_how, make, options, set) => {
      const { signal } = new AbortController();
      const timers = await timersOf(() => createPolicy(options).run<unknown>(SUBJECT, make(), signal));
      expect(timers).toMatchObject({ set, left: 0 });
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    },
  );

  it('leaves no timer when its client disconnects during the wait for a retry', async () => {
    const client = new AbortController();
    const policy = createPolicy({ deadlineMs: 60_000, backoff: { firstMs: 30_000, longestMs: 30_000 } });
    const timers = timersOf(() => policy.run(SUBJECT, createAttempt(unavailable()), client.signal));
    await expect.poll(() => policy.inFlight).toBe(0);
    client.abort(new Error('gone'));
    expect(await timers).toMatchObject({ outcome: { reason: { message: 'gone' } }, set: 2, left: 0 });
  });
});
