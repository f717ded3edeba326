import { describe, expect, it } from 'vitest';
import { SingleFlight } from '../../src/cache/single-flight.ts';
import type { AbortSignalLike } from '../../src/domain/abort-signal.ts';

interface Started {
  readonly signal: AbortSignalLike;
  resolve(value: string): void;
  reject(error: Error): void;
}

function createPort() {
  const started: Started[] = [];
  const start = (signal: AbortSignalLike): Promise<string> =>
    new Promise((resolve, reject) => {
      started.push({ signal, resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  return { started, start };
}

describe('a flight', () => {
  it('is shared by all readers that join while it is in flight', async () => {
    const flights = new SingleFlight<string>();
    const { started, start } = createPort();
    const both = [flights.join('key', start), flights.join('key', start)];
    started[0]?.resolve('landed');
    expect(await Promise.all(both)).toEqual(['landed', 'landed']);
    expect(started).toHaveLength(1);
    expect(flights.size).toBe(0);
  });

  it('starts anew once the last flight is over, also after a failure', async () => {
    const flights = new SingleFlight<string>();
    const { started, start } = createPort();
    const first = flights.join('key', start);
    started[0]?.reject(new Error('crashed'));
    await expect(first).rejects.toThrow('crashed');
    const second = flights.join('key', start);
    started[1]?.resolve('landed');
    expect(await second).toBe('landed');
  });

  it('goes on when one of two readers leaves', async () => {
    const flights = new SingleFlight<string>();
    const { started, start } = createPort();
    const leaving = new AbortController();
    const first = flights.join('key', start, leaving.signal);
    const second = flights.join('key', start, new AbortController().signal);
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(started[0]?.signal.aborted).toBe(false);
    started[0]?.resolve('landed');
    expect(await second).toBe('landed');
  });

  it('is aborted when the last reader leaves, and no reader joins it any more', async () => {
    const flights = new SingleFlight<string>();
    const { started, start } = createPort();
    const leaving = new AbortController();
    const first = flights.join('key', start, leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(started[0]?.signal.aborted).toBe(true);
    const second = flights.join('key', start);
    expect(started).toHaveLength(2);
    started[1]?.resolve('landed');
    expect(await second).toBe('landed');
  });

  it('goes on for a reader without a signal', async () => {
    const flights = new SingleFlight<string>();
    const { started, start } = createPort();
    const stays = flights.join('key', start);
    const leaving = new AbortController();
    const leaves = flights.join('key', start, leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(leaves).rejects.toThrow('gone');
    started[0]?.resolve('landed');
    expect(await stays).toBe('landed');
  });

  it('rejects a reader whose signal is aborted already, without aborting the others', async () => {
    const flights = new SingleFlight<string>();
    const { started, start } = createPort();
    const stays = flights.join('key', start);
    await expect(flights.join('key', start, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    started[0]?.resolve('landed');
    expect(await stays).toBe('landed');
  });
});
