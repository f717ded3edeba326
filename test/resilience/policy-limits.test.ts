import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { CONNECTED, createPolicy, SUBJECT } from './policy-fixture.ts';

describe('the bulkhead', () => {
  it('rejects attempts that its queue has no room for', async () => {
    const policy = createPolicy({ concurrency: 1, maxQueued: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => policy.run(SUBJECT, () => delay(10, 'response'), CONNECTED)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual(
      Array.from({ length: 2 }, () =>
        expect.objectContaining({ reason: expect.objectContaining({ code: 'PROVIDER_UNAVAILABLE' }) }),
      ),
    );
  });

  it('rejects at once attempts that cannot end before the deadline, estimated from earlier attempts', async () => {
    const policy = createPolicy({ concurrency: 1, deadlineMs: 400, retries: 0 });
    await policy.run(SUBJECT, () => delay(100, 'response'), CONNECTED);
    const startedAt = performance.now();
    const rejectedAfter: number[] = [];
    await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        policy
          .run(SUBJECT, () => delay(100, 'response'), CONNECTED)
          .catch(({ code }) => {
            if (code === 'PROVIDER_UNAVAILABLE') rejectedAfter.push(performance.now() - startedAt);
          }),
      ),
    );
    expect(rejectedAfter.length).toBeGreaterThanOrEqual(24);
    for (const milliseconds of rejectedAfter) expect(milliseconds).toBeLessThan(100);
  });

  it('starts no more attempts in any one second than the rate limit allows', async () => {
    const policy = createPolicy({ requestsPerSecond: 10, deadlineMs: 10_000 });
    const sent: number[] = [];
    await Promise.all(
      Array.from({ length: 25 }, () =>
        policy.run(
          SUBJECT,
          async () => {
            sent.push(performance.now());
          },
          CONNECTED,
        ),
      ),
    );
    for (let index = 10; index < sent.length; index += 1) {
      expect((sent[index] ?? 0) - (sent[index - 10] ?? 0)).toBeGreaterThanOrEqual(980);
    }
  });
});

describe('a rate limit', () => {
  it('gives the turn of a client that disconnected to the next one, and sends nothing for it', async () => {
    const policy = createPolicy({ requestsPerSecond: 1, deadlineMs: 5_000 });
    const started: string[] = [];
    const run = (name: string, signal: AbortSignal) =>
      policy.run(
        SUBJECT,
        async () => {
          started.push(name);
        },
        signal,
      );
    const client = new AbortController();
    const first = run('first', CONNECTED);
    const disconnecting = run('disconnecting', client.signal);
    const last = run('last', CONNECTED);
    await first;
    await expect.poll(() => policy.queued).toBe(2);
    client.abort(new Error('gone'));
    await expect(disconnecting).rejects.toThrow('gone');
    await last;
    expect(started).toEqual(['first', 'last']);
  });
});

describe('five times the load that the limits allow', () => {
  const CONCURRENCY = 4;
  const ATTEMPT_MS = 100;
  const CAPACITY_PER_SECOND = (CONCURRENCY * 1_000) / ATTEMPT_MS;
  const SECONDS = 3;

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is served at the rate that the limits allow, and does not open the breaker', async () => {
    vi.useFakeTimers(); // a stall of the machine would add load
    const policy = createPolicy({ concurrency: CONCURRENCY, deadlineMs: 500, maxQueued: 1_000, retries: 0 });
    const random = seededRandom(11);
    const attempt = () =>
      new Promise<string>((resolve) => setTimeout(resolve, ATTEMPT_MS * (0.9 + random() * 0.2), 'response'));
    const runs: Promise<string>[] = [];
    const everyMs = 1_000 / (CAPACITY_PER_SECOND * 5);
    for (let elapsedMs = 0; elapsedMs < SECONDS * 1_000; elapsedMs += everyMs) {
      runs.push(policy.run(SUBJECT, attempt, CONNECTED).catch(({ code }) => code));
      await vi.advanceTimersByTimeAsync(everyMs);
      expect(policy.breakerState).toBe('CLOSED');
    }
    await vi.advanceTimersByTimeAsync(1_000);
    const outcomes = await Promise.all(runs);
    const served = outcomes.filter((outcome) => outcome === 'response').length;
    expect(served).toBeGreaterThan(CAPACITY_PER_SECOND * SECONDS * 0.5);
    const shed = outcomes.filter((outcome) => outcome === 'PROVIDER_UNAVAILABLE').length;
    const tooLate = outcomes.filter((outcome) => outcome === 'PROVIDER_TIMEOUT').length;
    expect(tooLate).toBeLessThan(shed / 10); // most rejections are immediate
  });
});
