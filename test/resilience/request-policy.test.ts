import { getEventListeners, setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AbortSignalLike } from '../../src/domain/abort-signal.ts';
import { systemClock } from '../../src/domain/clock.ts';
import {
  ProviderRateLimited,
  ProviderRejected,
  ProviderTimeout,
  ProviderUnavailable,
} from '../../src/domain/errors.ts';
import { createRequestPolicy, type RequestPolicyOptions } from '../../src/resilience/request-policy.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { timersOf } from '../support/timers-of.ts';

const ASKED = { provider: 'acme', providerCallId: '1' };
const STAYS = new AbortController().signal;
setMaxListeners(0, STAYS); // every run of this file listens to it

const createPolicy = (options: Partial<RequestPolicyOptions> = {}) =>
  createRequestPolicy({
    title: 'Acme',
    deadlineMs: 2_000,
    retries: 2,
    backoff: { firstMs: 2, longestMs: 10 },
    concurrency: 10,
    maxQueued: 100,
    requestsPerSecond: null,
    clock: systemClock,
    random: () => 0.5,
    ...options,
  });

const unavailable = () => new ProviderUnavailable(ASKED, 'Acme is down.');

/** An attempt that fails as told, then answers, and counts. */
function createAttempt(...failures: readonly Error[]) {
  const left = [...failures];
  const attempt = async (): Promise<string> => {
    attempt.count += 1;
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    return 'answer';
  };
  attempt.count = 0;
  return attempt;
}

describe('repeats', () => {
  it('mend a passing failure', async () => {
    const attempt = createAttempt(unavailable(), unavailable());
    expect(await createPolicy().run(ASKED, attempt, STAYS)).toBe('answer');
    expect(attempt.count).toBe(3);
  });

  it('are given up after the set number, with the last failure', async () => {
    const attempt = createAttempt(...Array.from({ length: 9 }, unavailable));
    await expect(createPolicy({ retries: 3 }).run(ASKED, attempt, STAYS)).rejects.toThrow('Acme is down.');
    expect(attempt.count).toBe(4);
  });

  it('are not made after a refusal', async () => {
    const attempt = createAttempt(new ProviderRejected(ASKED, 'No.'));
    await expect(createPolicy().run(ASKED, attempt, STAYS)).rejects.toThrow('No.');
    expect(attempt.count).toBe(1);
  });

  it('are not begun when the deadline leaves no time for them', async () => {
    const attempt = createAttempt(unavailable());
    const policy = createPolicy({ deadlineMs: 1_000, backoff: { firstMs: 60_000, longestMs: 60_000 } });
    const began = performance.now();
    await expect(policy.run(ASKED, attempt, STAYS)).rejects.toThrow('Acme is down.');
    expect(performance.now() - began).toBeLessThan(900);
    expect(attempt.count).toBe(1);
  });
});

describe('the deadline', () => {
  it('cuts off an attempt that does not end, and aborts it', async () => {
    let aborted = false;
    const attempt = (signal: AbortSignalLike) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    await expect(createPolicy({ deadlineMs: 60 }).run(ASKED, attempt, STAYS)).rejects.toBeInstanceOf(
      ProviderTimeout,
    );
    expect(aborted).toBe(true);
  });

  it('counts the time spent in the queue', async () => {
    const policy = createPolicy({ deadlineMs: 80, concurrency: 1, retries: 0 });
    const never = () => new Promise<never>(() => {});
    const outcomes = await Promise.allSettled([
      policy.run(ASKED, never, STAYS),
      policy.run(ASKED, never, STAYS),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'PROVIDER_TIMEOUT' } });
    }
  });
});

describe('a client that goes away', () => {
  it('ends the attempt with the signal’s reason and without a repeat', async () => {
    const leaving = new AbortController();
    let attempts = 0;
    const attempt = (signal: AbortSignalLike) =>
      new Promise<never>((_resolve, reject) => {
        attempts += 1;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const run = createPolicy().run(ASKED, attempt, leaving.signal);
    await expect.poll(() => attempts).toBe(1);
    leaving.abort(new Error('gone'));
    await expect(run).rejects.toThrow('gone');
    expect(attempts).toBe(1);
  });

  it('frees its place in the queue', async () => {
    const policy = createPolicy({ concurrency: 1 });
    const first = policy.run(ASKED, () => delay(50, 'first'), STAYS);
    const leaving = new AbortController();
    const second = policy.run(ASKED, async () => 'second', leaving.signal);
    const third = policy.run(ASKED, async () => 'third', STAYS);
    leaving.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    expect(await Promise.all([first, third])).toEqual(['first', 'third']);
  });
});

describe('a fetch that is over', () => {
  const never = () => new Promise<never>(() => {});

  it.each([
    ['answered', () => createAttempt(), {}, 1],
    ['answered after a repeat', () => createAttempt(unavailable()), {}, 2],
    ['refused', () => createAttempt(new ProviderRejected(ASKED, 'No.')), {}, 1],
    ['out of time', () => never, { deadlineMs: 20 }, 1],
  ])(
    'has set a timer for its deadline and each wait, and leaves none and no listener: %s',
    async (_how, make, options, set) => {
      const { signal } = new AbortController();
      const timers = await timersOf(() => createPolicy(options).run<unknown>(ASKED, make(), signal));
      expect(timers).toMatchObject({ set, left: 0 });
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    },
  );

  it('leaves no timer behind when its client goes away during the wait for a repeat', async () => {
    const leaving = new AbortController();
    const policy = createPolicy({ deadlineMs: 60_000, backoff: { firstMs: 30_000, longestMs: 30_000 } });
    const timers = timersOf(() => policy.run(ASKED, createAttempt(unavailable()), leaving.signal));
    await expect.poll(() => policy.inFlight).toBe(0);
    leaving.abort(new Error('gone'));
    expect(await timers).toMatchObject({ outcome: { reason: { message: 'gone' } }, set: 2, left: 0 });
  });
});

describe('a pause that the provider asked for', () => {
  const pauseOf = (seconds: number | null) => new ProviderRateLimited(ASKED, 'Too many.', seconds);

  it('holds back every request, not only the one that was told, and none leaves early', async () => {
    const policy = createPolicy({ deadlineMs: 5_000 });
    const sent: number[] = [];
    let toldAt = 0;
    const told = async (): Promise<string> => {
      sent.push(performance.now());
      if (sent.length > 1) return 'answer';
      toldAt = performance.now();
      throw pauseOf(1);
    };
    const first = policy.run(ASKED, told, STAYS);
    await expect.poll(() => sent.length).toBe(1);
    const others = Array.from({ length: 20 }, () => policy.run(ASKED, told, STAYS));
    await Promise.all([first, ...others]);
    expect(sent).toHaveLength(22);
    for (const at of sent.slice(1)) expect(at - toldAt).toBeGreaterThanOrEqual(990);
  });

  it('is not waited out when it outlasts the deadline: the refusal is immediate and says how long', async () => {
    const policy = createPolicy();
    const attempt = createAttempt(pauseOf(30));
    await expect(policy.run(ASKED, attempt, STAYS)).rejects.toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      retryAfterSeconds: 30,
    });
    await expect(policy.run(ASKED, attempt, STAYS)).rejects.toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      retryAfterSeconds: 30,
    });
    expect(attempt.count).toBe(1);
  });

  it('reaches those who already stand in the queue', async () => {
    const policy = createPolicy({ concurrency: 1 });
    const told = createAttempt(pauseOf(30));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => policy.run(ASKED, told, STAYS)),
    );
    expect(told.count).toBe(1);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ reason: { code: 'PROVIDER_RATE_LIMITED' } });
  });
});

describe('the breaker', () => {
  const failing = async (): Promise<never> => {
    throw unavailable();
  };

  it('opens when most of many attempts fail, refuses at once, and tries again after a while', async () => {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 40; index += 1) await policy.run(ASKED, failing, STAYS).catch(() => {});
    expect(policy.breakerState).toBe('OPEN');
    const attempt = createAttempt();
    await expect(policy.run(ASKED, attempt, STAYS)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(attempt.count).toBe(0);
    await expect
      .poll(() => policy.run(ASKED, attempt, STAYS).catch(() => 'refused'), { timeout: 5_000 })
      .toBe('answer');
    expect(policy.breakerState).toBe('CLOSED');
  });

  it('stays closed while one bad record fails among good ones', async () => {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 60; index += 1) {
      await policy.run(ASKED, index % 3 === 0 ? failing : createAttempt(), STAYS).catch(() => {});
    }
    expect(policy.breakerState).toBe('CLOSED');
  });

  /** A policy whose breaker has opened. */
  async function createOpen() {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 40; index += 1) await policy.run(ASKED, failing, STAYS).catch(() => {});
    expect(policy.breakerState).toBe('OPEN');
    return policy;
  }

  /** How the first run ends that the open breaker does not refuse. */
  async function runTrial(run: () => Promise<string>): Promise<unknown> {
    const until = performance.now() + 5_000;
    while (performance.now() < until) {
      const outcome = await run().catch((error: Error) => error);
      if (!(outcome instanceof Error && outcome.message.includes('has been failing'))) return outcome;
      await delay(20);
    }
    throw new Error('The breaker let no trial through');
  }

  it('is not closed by a trial whose client went away before the provider answered', async () => {
    const policy = await createOpen();
    const leaving = new AbortController();
    const goesAway = (signal: AbortSignalLike): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        leaving.abort(new Error('gone'));
      });
    const outcome = await runTrial(() => policy.run(ASKED, goesAway, leaving.signal));
    expect(outcome).toMatchObject({ message: 'gone' });
    await expect.poll(() => policy.breakerState).toBe('OPEN');
  });

  it('is not closed by a trial that this server itself turned away', async () => {
    const policy = await createOpen();
    policy.pauseFor(60_000);
    const outcome = await runTrial(() => policy.run(ASKED, createAttempt(), STAYS));
    expect(outcome).toMatchObject({ code: 'PROVIDER_RATE_LIMITED' });
    expect(policy.breakerState).toBe('OPEN');
  });

  it('is closed by a trial that the provider refused, for it answered', async () => {
    const policy = await createOpen();
    const refused = createAttempt(new ProviderRejected(ASKED, 'No.'));
    const outcome = await runTrial(() => policy.run(ASKED, refused, STAYS));
    expect(outcome).toMatchObject({ code: 'PROVIDER_REJECTED' });
    expect(policy.breakerState).toBe('CLOSED');
  });

  it('does not count refusals against the provider', async () => {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 60; index += 1) {
      await policy.run(ASKED, createAttempt(new ProviderRejected(ASKED, 'No.')), STAYS).catch(() => {});
    }
    expect(policy.breakerState).toBe('CLOSED');
  });
});

describe('the queue', () => {
  it('turns away what it has no room for', async () => {
    const policy = createPolicy({ concurrency: 1, maxQueued: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => policy.run(ASKED, () => delay(10, 'answer'), STAYS)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual(
      Array.from({ length: 2 }, () =>
        expect.objectContaining({ reason: expect.objectContaining({ code: 'PROVIDER_UNAVAILABLE' }) }),
      ),
    );
  });

  it('turns away at once what cannot have its turn before the deadline, by how long attempts take', async () => {
    const policy = createPolicy({ concurrency: 1, deadlineMs: 400, retries: 0 });
    await policy.run(ASKED, () => delay(100, 'answer'), STAYS);
    const began = performance.now();
    const refusedAfter: number[] = [];
    await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        policy
          .run(ASKED, () => delay(100, 'answer'), STAYS)
          .catch(({ code }) => {
            if (code === 'PROVIDER_UNAVAILABLE') refusedAfter.push(performance.now() - began);
          }),
      ),
    );
    expect(refusedAfter.length).toBeGreaterThanOrEqual(24);
    for (const milliseconds of refusedAfter) expect(milliseconds).toBeLessThan(100);
  });

  it('lets no more begin in any one second than the set rate', async () => {
    const policy = createPolicy({ requestsPerSecond: 10, deadlineMs: 10_000 });
    const sent: number[] = [];
    await Promise.all(
      Array.from({ length: 25 }, () =>
        policy.run(
          ASKED,
          async () => {
            sent.push(performance.now());
          },
          STAYS,
        ),
      ),
    );
    for (let index = 10; index < sent.length; index += 1) {
      expect((sent[index] ?? 0) - (sent[index - 10] ?? 0)).toBeGreaterThanOrEqual(980);
    }
  });
});

describe('a rate limit', () => {
  it('gives the turn of a client that went away as it waited to the next, and begins nothing for it', async () => {
    const policy = createPolicy({ requestsPerSecond: 1, deadlineMs: 5_000 });
    const begun: string[] = [];
    const run = (name: string, signal: AbortSignal) =>
      policy.run(
        ASKED,
        async () => {
          begun.push(name);
        },
        signal,
      );
    const leaving = new AbortController();
    const first = run('first', STAYS);
    const leaver = run('leaver', leaving.signal);
    const last = run('last', STAYS);
    await first;
    await expect.poll(() => policy.queued).toBe(2);
    leaving.abort(new Error('gone'));
    await expect(leaver).rejects.toThrow('gone');
    await last;
    expect(begun).toEqual(['first', 'last']);
  });
});

describe('five times the load that the limits let through', () => {
  const CONCURRENCY = 4;
  const ATTEMPT_MS = 100;
  const CAPACITY_PER_SECOND = (CONCURRENCY * 1_000) / ATTEMPT_MS;
  const SECONDS = 3;

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is answered at the rate that the limits let through, and is not held against the provider', async () => {
    vi.useFakeTimers(); // a machine that stalls would be one more load
    const policy = createPolicy({ concurrency: CONCURRENCY, deadlineMs: 500, maxQueued: 1_000, retries: 0 });
    const random = seededRandom(11);
    const attempt = () =>
      new Promise<string>((resolve) => setTimeout(resolve, ATTEMPT_MS * (0.9 + random() * 0.2), 'answer'));
    const runs: Promise<string>[] = [];
    const everyMs = 1_000 / (CAPACITY_PER_SECOND * 5);
    for (let elapsedMs = 0; elapsedMs < SECONDS * 1_000; elapsedMs += everyMs) {
      runs.push(policy.run(ASKED, attempt, STAYS).catch(({ code }) => code));
      await vi.advanceTimersByTimeAsync(everyMs);
      expect(policy.breakerState).toBe('CLOSED');
    }
    await vi.advanceTimersByTimeAsync(1_000);
    const outcomes = await Promise.all(runs);
    const answered = outcomes.filter((outcome) => outcome === 'answer').length;
    expect(answered).toBeGreaterThan(CAPACITY_PER_SECOND * SECONDS * 0.5);
    const shed = outcomes.filter((outcome) => outcome === 'PROVIDER_UNAVAILABLE').length;
    const tooLate = outcomes.filter((outcome) => outcome === 'PROVIDER_TIMEOUT').length;
    expect(tooLate).toBeLessThan(shed / 10); // those in time to be told were told at once
  });
});
