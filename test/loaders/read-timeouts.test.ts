import { describe, expect, it } from 'vitest';
import type { Wait } from '../../src/domain/timing.ts';
import { ReadTimeouts } from '../../src/loaders/read-timeouts.ts';

/** Waits that end when the test says so, or when they are aborted. */
function createWaits() {
  const waits: { milliseconds: number; end: () => void; aborted: boolean }[] = [];
  const wait: Wait = (milliseconds, signals) =>
    new Promise((resolve) => {
      const each = { milliseconds, end: resolve, aborted: false };
      waits.push(each);
      for (const signal of signals)
        signal.addEventListener('abort', () => {
          each.aborted = true;
          resolve();
        });
    });
  return { waits, wait };
}

const never = new Promise<never>(() => {});
const timedOut = (): Error => new Error('timed out');

describe('the longest wait of a field', () => {
  it('leaves a read that settles in time as it is, and frees its timer', async () => {
    const { waits, wait } = createWaits();
    const timeouts = new ReadTimeouts(wait);
    expect(await timeouts.limit(Promise.resolve('call'), 50, timedOut)).toBe('call');
    await expect(timeouts.limit(Promise.reject(new Error('own')), 50, timedOut)).rejects.toThrow('own');
    expect(waits.map(({ milliseconds, aborted }) => [milliseconds, aborted])).toEqual([
      [50, true],
      [50, true],
    ]);
  });

  it('fails a read that has not settled by then, and leaves those that have', async () => {
    const { waits, wait } = createWaits();
    const timeouts = new ReadTimeouts(wait);
    const late = timeouts.limit(never, 50, timedOut);
    const quick = timeouts.limit(Promise.resolve('call'), 50, timedOut);
    expect(await quick).toBe('call');
    waits[0]?.end();
    await expect(late).rejects.toThrow('timed out');
    expect(waits).toHaveLength(1);
  });

  it('is not waited for a second time by another execution of the same request', async () => {
    const { waits, wait } = createWaits();
    const timeouts = new ReadTimeouts(wait);
    const first = timeouts.limit(never, 50, timedOut);
    waits[0]?.end();
    await expect(first).rejects.toThrow('timed out');
    await expect(timeouts.limit(never, 50, timedOut)).rejects.toThrow('timed out');
    expect(await timeouts.limit(Promise.resolve('call'), 50, timedOut)).toBe('call');
    expect(waits).toHaveLength(1);
  });

  it('does not fail a read whose result has arrived when the limit is over', async () => {
    const { waits, wait } = createWaits();
    const timeouts = new ReadTimeouts(wait);
    let settle = (_call: string): void => {};
    const read = timeouts.limit(new Promise<string>((resolve) => (settle = resolve)), 50, timedOut);
    waits[0]?.end();
    setImmediate(() => settle('call')); // queued before the limit's own turn, as a response in the socket would be
    expect(await read).toBe('call');
  });
});
