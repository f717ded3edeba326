import { getEventListeners } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { LightAbortController } from '../../src/domain/abort-signal.ts';
import {
  DEADLINE,
  delay,
  onAbort,
  sleep,
  startTimeout,
  withDeadline,
  withTimeout,
} from '../../src/domain/timing.ts';
import { timersOf } from '../support/timers-of.ts';

const never = (): Promise<never> => new Promise(() => {});

/** Keeps the process from doing anything else, as a long parse does. */
function stallFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('sleep', () => {
  it('rejects with the reason of an aborted signal, and leaves no timer and no listener', async () => {
    const { signal } = new AbortController();
    expect(await timersOf(() => sleep(5, signal))).toMatchObject({ set: 1, left: 0 });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    const client = new AbortController();
    const sleeping = timersOf(() => sleep(60_000, client.signal));
    client.abort(new Error('gone'));
    expect(await sleeping).toMatchObject({ outcome: { reason: { message: 'gone' } }, left: 0 });
    await expect(sleep(60_000, client.signal)).rejects.toThrow('gone');
  });
});

describe('a delay', () => {
  it('ends at the abort of any of its signals, and leaves no listener on the others', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const ended = delay(60_000, [first.signal, second.signal]);
    second.abort();
    await ended;
    expect(getEventListeners(first.signal, 'abort')).toHaveLength(0);
    await delay(60_000, [first.signal, second.signal]);
  });
});

describe('a listener for an abort', () => {
  it('is called once, and not after it was removed', () => {
    const controller = new LightAbortController();
    const calls: string[] = [];
    onAbort(controller, () => calls.push('kept'));
    onAbort(controller, () => calls.push('removed'))();
    controller.abort('reason');
    controller.abort('again');
    expect(calls).toEqual(['kept']);
  });
});

describe('a timeout', () => {
  it('does not fire once it is cancelled, not even between its timer and its extra turn', async () => {
    const fired: string[] = [];
    startTimeout(5, () => fired.push('cancelled at once'))();
    const cancel = startTimeout(5, () => fired.push('cancelled in between'));
    setTimeout(cancel, 5);
    stallFor(20); // both timers run in the same turn
    await sleep(20, new AbortController().signal);
    expect(fired).toEqual([]);
  });

  it('lets a response win that arrived during a stall of the process', async () => {
    let raced: Promise<string> | undefined;
    const server = createServer((socket) =>
      socket.once('data', () => {
        socket.end('response'); // in the system's buffer now, and not read before the stall is over
        raced = withTimeout(30, response, () => new Error('too late'));
        stallFor(100);
      }),
    );
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1', () => socket.write('request'));
    const response = new Promise<string>((resolve) => socket.on('data', (bytes) => resolve(String(bytes))));
    await response;
    expect(await raced).toBe('response');
    server.close();
  });

  it('rejects with the error that is made for it', async () => {
    const timers = await timersOf(() => withTimeout(5, never(), () => new Error('too late')));
    expect(timers).toMatchObject({ outcome: { reason: { message: 'too late' } }, set: 1, left: 0 });
    await expect(withTimeout(60_000, Promise.reject(new Error('failed')), () => new Error())).rejects.toThrow(
      'failed',
    );
  });
});

describe('a deadline', () => {
  it('aborts its task, and rejects whether the task ends or not', async () => {
    const { signal } = new AbortController();
    let reason: unknown;
    const outcome = withDeadline(signal, 5, (taskSignal) => {
      onAbort(taskSignal, () => {
        reason = taskSignal.reason;
      });
      return never();
    });
    await expect(outcome).rejects.toBe(DEADLINE);
    expect(reason).toBe(DEADLINE);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('passes on the abort of its signal with its reason', async () => {
    const client = new AbortController();
    const outcome = withDeadline(client.signal, 60_000, never);
    client.abort(new Error('gone'));
    await expect(outcome).rejects.toThrow('gone');
  });
});
