import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProviderRateLimited } from '../../src/domain/errors.ts';
import { CONNECTED, createAttempt, createPolicy, SUBJECT, unavailable } from './policy-fixture.ts';

const HOUR_MS = 3_600_000;

/** The machine's clock is set by `milliseconds`; its monotonic clock and its timers go on. */
const setClock = (milliseconds: number): unknown => vi.setSystemTime(Date.now() + milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const failing = async (): Promise<never> => {
  throw unavailable();
};

/** A policy whose breaker has opened. */
async function createOpen() {
  const policy = createPolicy({ retries: 0 });
  for (let index = 0; index < 40; index += 1) await policy.run(SUBJECT, failing, CONNECTED).catch(() => {});
  expect(policy.breakerState).toBe('OPEN');
  return policy;
}

/** The number of attempts that start within `milliseconds`. */
async function startedWithin(milliseconds: number, run: () => Promise<unknown>): Promise<number> {
  let started = 0;
  void run().then(
    () => {
      started += 1;
    },
    () => {},
  );
  await vi.advanceTimersByTimeAsync(milliseconds);
  return started;
}

describe.each([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
])('a clock that is set %s by an hour', (_direction, milliseconds) => {
  it('changes nothing about when an open breaker lets a trial pass', async () => {
    const policy = await createOpen();
    await vi.advanceTimersByTimeAsync(10);
    setClock(milliseconds);
    await expect(policy.run(SUBJECT, createAttempt(), CONNECTED)).rejects.toThrow('has been failing');
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await policy.run(SUBJECT, createAttempt(), CONNECTED)).toBe('response');
    expect(policy.breakerState).toBe('CLOSED');
  });

  it('changes nothing about when a breaker that failed its trial lets the next one pass', async () => {
    const policy = await createOpen();
    await vi.advanceTimersByTimeAsync(31_000);
    await policy.run(SUBJECT, failing, CONNECTED).catch(() => {});
    expect(policy.breakerState).toBe('OPEN');
    setClock(milliseconds);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await policy.run(SUBJECT, createAttempt(), CONNECTED)).toBe('response');
  });

  it('changes nothing about which attempts the breaker counts', async () => {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 500; index += 1) await policy.run(SUBJECT, createAttempt(), CONNECTED);
    setClock(milliseconds);
    await vi.advanceTimersByTimeAsync(12_000);
    for (let index = 0; index < 40; index += 1) await policy.run(SUBJECT, failing, CONNECTED).catch(() => {});
    expect(policy.breakerState).toBe('OPEN');
  });

  it('neither lengthens nor shortens a pause', async () => {
    const policy = createPolicy({ retries: 0 });
    const limited = createAttempt(new ProviderRateLimited(SUBJECT, 'Too many.', 30));
    await policy.run(SUBJECT, limited, CONNECTED).catch(() => {});
    setClock(milliseconds);
    expect((policy.pausedUntil?.getTime() ?? 0) - Date.now()).toBe(30_000);
    await expect(policy.run(SUBJECT, createAttempt(), CONNECTED)).rejects.toMatchObject({
      retryAfterSeconds: 30,
    });
    await vi.advanceTimersByTimeAsync(30_001);
    expect(policy.pausedUntil).toBeNull();
    expect(await policy.run(SUBJECT, createAttempt(), CONNECTED)).toBe('response');
  });

  it('leaves the rate limit at its number of attempts a second', async () => {
    const policy = createPolicy({ requestsPerSecond: 3, deadlineMs: 60_000 });
    for (let index = 0; index < 3; index += 1) await policy.run(SUBJECT, createAttempt(), CONNECTED);
    setClock(milliseconds);
    const attempts = () =>
      Promise.all(Array.from({ length: 3 }, () => policy.run(SUBJECT, createAttempt(), CONNECTED)));
    expect(await startedWithin(900, attempts)).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(policy.queued).toBe(0);
  });

  it.each([
    [
      'a retry',
      { retries: 1, backoff: { firstMs: 200, longestMs: 200 } },
      () => createAttempt(unavailable()),
    ],
    ['the end of a pause', {}, () => createAttempt(new ProviderRateLimited(SUBJECT, 'Too many.', 1))],
  ])('calls off no read that waits for %s', async (_what, options, make) => {
    const policy = createPolicy({ deadlineMs: 5_000, ...options });
    const attempt = make();
    const read = policy.run(SUBJECT, attempt, CONNECTED);
    await vi.advanceTimersByTimeAsync(10);
    setClock(milliseconds);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await Promise.race([read, Promise.resolve('waits')])).toBe('response');
    expect(attempt.count).toBe(2);
  });

  it('calls off no read that waits for its turn', async () => {
    const policy = createPolicy({
      deadlineMs: 5_000,
      concurrency: 1,
      retries: 1,
      backoff: { firstMs: 0, longestMs: 0 },
    });
    const slow = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 100, 'slow'));
    const first = policy.run(SUBJECT, slow, CONNECTED);
    const second = policy.run(SUBJECT, createAttempt(unavailable()), CONNECTED);
    setClock(milliseconds);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await Promise.all([first, second])).toEqual(['slow', 'response']);
  });
});
