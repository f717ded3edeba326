import { describe, expect, it } from 'vitest';
import { ProviderRateLimited } from '../../src/domain/errors.ts';
import { CONNECTED, createAttempt, createPolicy, SUBJECT } from './policy-fixture.ts';

describe('a pause that the provider has asked for', () => {
  const pauseOf = (seconds: number | null) => new ProviderRateLimited(SUBJECT, 'Too many.', seconds);

  it('delays every request, not only the one that received the 429, and none is sent early', async () => {
    const policy = createPolicy({ deadlineMs: 5_000 });
    const sent: number[] = [];
    let limitedAt = 0;
    const limited = async (): Promise<string> => {
      sent.push(performance.now());
      if (sent.length > 1) return 'response';
      limitedAt = performance.now();
      throw pauseOf(1);
    };
    const first = policy.run(SUBJECT, limited, CONNECTED);
    await expect.poll(() => sent.length).toBe(1);
    const others = Array.from({ length: 20 }, () => policy.run(SUBJECT, limited, CONNECTED));
    await Promise.all([first, ...others]);
    expect(sent).toHaveLength(22);
    for (const at of sent.slice(1)) expect(at - limitedAt).toBeGreaterThanOrEqual(990);
  });

  it('that outlasts the deadline is not waited out: the rejection is immediate and states the time', async () => {
    const policy = createPolicy();
    const attempt = createAttempt(pauseOf(30));
    await expect(policy.run(SUBJECT, attempt, CONNECTED)).rejects.toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      retryAfterSeconds: 30,
    });
    await expect(policy.run(SUBJECT, attempt, CONNECTED)).rejects.toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
      retryAfterSeconds: 30,
    });
    expect(attempt.count).toBe(1);
  });

  it('holds for attempts that are queued already', async () => {
    const policy = createPolicy({ concurrency: 1 });
    const limited = createAttempt(pauseOf(30));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => policy.run(SUBJECT, limited, CONNECTED)),
    );
    expect(limited.count).toBe(1);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ reason: { code: 'PROVIDER_RATE_LIMITED' } });
  });
});
