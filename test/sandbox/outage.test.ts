import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { addressOf, ask, PROVIDER_STUBS } from './sandbox-http.ts';

const START_MS = Date.parse('2026-11-25T14:00:00.000Z');

let nowMs = START_MS;
let sandbox: Sandbox;
beforeEach(async () => {
  nowMs = START_MS;
  sandbox = await startSandbox({ now: () => nowMs });
});
afterEach(() => sandbox.close());

describe.each(PROVIDER_STUBS)('an outage of $id', (stub) => {
  const status = async (callId = 'no-such-call'): Promise<number> =>
    (await ask(sandbox, stub, callId)).status;
  const switchOff = (query: string): Promise<Response> =>
    fetch(`${new URL(addressOf(sandbox, stub).baseUrl).origin}/sandbox/outage${query}`, { method: 'POST' });

  it('starts with a read of the call outage-60, and ends after a minute', async () => {
    expect(await status('outage-60')).toBe(503);
    nowMs = START_MS + 59_000;
    expect(await status()).toBe(503);
    const page = await ask(sandbox, stub, 'no-such-call');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    nowMs = START_MS + 60_000;
    expect(await status()).toBe(stub.unknownCall.status);
  });

  it('is not prolonged by retries', async () => {
    await status('outage-60');
    nowMs = START_MS + 50_000;
    await status('outage-60');
    nowMs = START_MS + 60_000;
    expect(await status()).toBe(stub.unknownCall.status);
  });

  it('leaves the other providers up', async () => {
    await status('outage-60');
    for (const other of PROVIDER_STUBS.filter(({ id }) => id !== stub.id)) {
      expect((await ask(sandbox, other, 'no-such-call')).status).toBe(other.unknownCall.status);
    }
  });

  it('starts with a POST to /sandbox/outage', async () => {
    const response = await switchOff('?seconds=5');
    expect([response.status, await response.json()]).toEqual([
      200,
      { down_until: '2026-11-25T14:00:05.000Z' },
    ]);
    expect(await status()).toBe(503);
    nowMs = START_MS + 5_000;
    expect(await status()).toBe(stub.unknownCall.status);
  });

  it('is not started by a time out of bounds, by a wrong key or by another id', async () => {
    for (const query of ['?seconds=0', '?seconds=601', '?seconds=soon']) {
      expect((await switchOff(query)).status).toBe(400);
    }
    await fetch(`${addressOf(sandbox, stub).baseUrl}${stub.path}outage-60`);
    for (const callId of ['outage-', 'outage-0', 'outage-6000', 'an-outage-60']) await status(callId);
    expect(await status()).toBe(stub.unknownCall.status);
  });
});
