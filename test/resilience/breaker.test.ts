import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AbortSignalLike } from '../../src/domain/abort-signal.ts';
import { ProviderRejected } from '../../src/domain/errors.ts';
import { CONNECTED, createAttempt, createPolicy, SUBJECT, unavailable } from './policy-fixture.ts';

describe('the circuit breaker', () => {
  const failing = async (): Promise<never> => {
    throw unavailable();
  };

  it('opens when most of many attempts fail, rejects at once, and tries again after a while', async () => {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 40; index += 1) await policy.run(SUBJECT, failing, CONNECTED).catch(() => {});
    expect(policy.breakerState).toBe('OPEN');
    const attempt = createAttempt();
    await expect(policy.run(SUBJECT, attempt, CONNECTED)).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
    expect(attempt.count).toBe(0);
    await expect
      .poll(() => policy.run(SUBJECT, attempt, CONNECTED).catch(() => 'rejected'), { timeout: 5_000 })
      .toBe('response');
    expect(policy.breakerState).toBe('CLOSED');
  });

  it('stays closed while one bad record fails among good ones', async () => {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 60; index += 1) {
      await policy.run(SUBJECT, index % 3 === 0 ? failing : createAttempt(), CONNECTED).catch(() => {});
    }
    expect(policy.breakerState).toBe('CLOSED');
  });

  /** A policy whose breaker has opened. */
  async function createOpen() {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 40; index += 1) await policy.run(SUBJECT, failing, CONNECTED).catch(() => {});
    expect(policy.breakerState).toBe('OPEN');
    return policy;
  }

  /** The outcome of the first run that the open breaker does not reject. */
  async function runTrial(run: () => Promise<string>): Promise<unknown> {
    const until = performance.now() + 5_000;
    while (performance.now() < until) {
      const outcome = await run().catch((error: Error) => error);
      if (!(outcome instanceof Error && outcome.message.includes('has been failing'))) return outcome;
      await delay(20);
    }
    throw new Error('The breaker allowed no trial');
  }

  it('is not closed by a trial whose client disconnected before the response', async () => {
    const policy = await createOpen();
    const client = new AbortController();
    const disconnects = (signal: AbortSignalLike): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        client.abort(new Error('gone'));
      });
    const outcome = await runTrial(() => policy.run(SUBJECT, disconnects, client.signal));
    expect(outcome).toMatchObject({ message: 'gone' });
    await expect.poll(() => policy.breakerState).toBe('OPEN');
  });

  it('is not closed by a trial that this server itself rejected', async () => {
    const policy = await createOpen();
    policy.pauseFor(60_000);
    const outcome = await runTrial(() => policy.run(SUBJECT, createAttempt(), CONNECTED));
    expect(outcome).toMatchObject({ code: 'PROVIDER_RATE_LIMITED' });
    expect(policy.breakerState).toBe('OPEN');
  });

  it('is closed by a trial that the provider rejected, because a rejection is a response', async () => {
    const policy = await createOpen();
    const rejected = createAttempt(new ProviderRejected(SUBJECT, 'No.'));
    const outcome = await runTrial(() => policy.run(SUBJECT, rejected, CONNECTED));
    expect(outcome).toMatchObject({ code: 'PROVIDER_REJECTED' });
    expect(policy.breakerState).toBe('CLOSED');
  });

  it('does not count rejections as failures of the provider', async () => {
    const policy = createPolicy({ retries: 0 });
    for (let index = 0; index < 60; index += 1) {
      await policy
        .run(SUBJECT, createAttempt(new ProviderRejected(SUBJECT, 'No.')), CONNECTED)
        .catch(() => {});
    }
    expect(policy.breakerState).toBe('CLOSED');
  });
});
