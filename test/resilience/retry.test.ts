import { describe, expect, it } from 'vitest';
import { ProviderRejected } from '../../src/domain/errors.ts';
import { CONNECTED, createAttempt, createPolicy, SUBJECT, unavailable } from './policy-fixture.ts';

describe('a retry', () => {
  it('mends a passing failure', async () => {
    const attempt = createAttempt(unavailable(), unavailable());
    expect(await createPolicy().run(SUBJECT, attempt, CONNECTED)).toBe('response');
    expect(attempt.count).toBe(3);
  });

  it('is not made after the set number of retries: the last failure is the result', async () => {
    const attempt = createAttempt(...Array.from({ length: 9 }, unavailable));
    await expect(createPolicy({ retries: 3 }).run(SUBJECT, attempt, CONNECTED)).rejects.toThrow(
      'Acme is down.',
    );
    expect(attempt.count).toBe(4);
  });

  it('is not made after a rejection', async () => {
    const attempt = createAttempt(new ProviderRejected(SUBJECT, 'No.'));
    await expect(createPolicy().run(SUBJECT, attempt, CONNECTED)).rejects.toThrow('No.');
    expect(attempt.count).toBe(1);
  });

  it('is not made when the deadline leaves no time for it', async () => {
    const attempt = createAttempt(unavailable());
    const policy = createPolicy({ deadlineMs: 1_000, backoff: { firstMs: 60_000, longestMs: 60_000 } });
    const startedAt = performance.now();
    await expect(policy.run(SUBJECT, attempt, CONNECTED)).rejects.toThrow('Acme is down.');
    expect(performance.now() - startedAt).toBeLessThan(900);
    expect(attempt.count).toBe(1);
  });

  it('is not made for a request that is not idempotent', async () => {
    const attempt = createAttempt(unavailable());
    const run = createPolicy().run(SUBJECT, attempt, CONNECTED, 0, { retry: false });
    await expect(run).rejects.toThrow('Acme is down.');
    expect(attempt.count).toBe(1);
  });
});
